using System.Globalization;
using System.Threading.Channels;
using k8s.Models;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Events;

/// <summary>
/// Records Kubernetes events (<c>events.k8s.io/v1</c>). They are for people: recording never waits, never fails, and gives way
/// to everything else. At most 1000 wait to be sent; what comes then is dropped.
/// </summary>
public sealed class EventRecorder : IDisposable
{
    private const int Capacity = 1000;

    /// <summary>How long an event goes on being the same event, as in client-go.</summary>
    private static readonly TimeSpan SeriesAge = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly Channel<EventNote> _waiting =
        Channel.CreateBounded<EventNote>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly ResourceClient<EventObject> _client;
    private readonly ControllerManagerOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Dictionary<EventKey, EventSeries> _series = [];
    private readonly CancellationTokenSource _end = new();
    private Task _sending = Task.CompletedTask;
    private DateTimeOffset _pruned;
    private long _lastTicks;
    private long _dropped;
    private int _isFull;

    internal EventRecorder(ApiTransport transport, ControllerManagerOptions options, TimeProvider clock, ILogger logger)
    {
        _client = transport.Resource(
            new ResourceType<EventObject>("events.k8s.io", "v1", "events", "Event", RuntimeJson.Default.EventObject));
        (_options, _clock, _logger) = (options, clock, logger);
    }

    /// <summary>How many events were dropped because too many were waiting.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>
    /// Records an event. The same event within 6 minutes of the last counts up its series instead of making another object.
    /// </summary>
    /// <param name="regarding">The object it is about; the event goes to its namespace.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">Why, as one word in upper camel case; at most 128 characters.</param>
    /// <param name="action">What was done or tried, likewise.</param>
    /// <param name="note">A sentence for a person; cut at 1024 bytes.</param>
    public void Record(V1ObjectReference regarding, EventType type, string reason, string action, string note)
    {
        ArgumentNullException.ThrowIfNull(regarding);
        var about = new ObjectKey(regarding.NamespaceProperty ?? "", regarding.Name ?? "");
        var key = new EventKey(
            regarding.ApiVersion, regarding.Kind ?? "", regarding.Uid, about, type, reason, action, note ?? "");
        if (_waiting.Writer.TryWrite(new EventNote(key, regarding, _clock.GetUtcNow())))
        {
            Volatile.Write(ref _isFull, 0);
        }
        else
        {
            Interlocked.Increment(ref _dropped);
            if (Interlocked.Exchange(ref _isFull, 1) == 0)
            {
                _logger.QueueFull();
            }
        }
    }

    /// <summary>Stops sending. The manager does it.</summary>
    void IDisposable.Dispose() => _end.Dispose();

    internal void Start() => _sending = Task.Run(SendAllAsync);

    /// <summary>Takes no more events and sends what waits, within 5 seconds.</summary>
    internal async Task FlushAsync()
    {
        _waiting.Writer.TryComplete();
        try
        {
            await _sending.WaitAsync(FlushLimit, _clock);
        }
        catch (TimeoutException)
        {
            _logger.NotFlushed(_waiting.Reader.Count);
            await _end.CancelAsync();
            await _sending;
        }

        if (Dropped > 0)
        {
            _logger.Dropped(Dropped);
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (EventNote note in _waiting.Reader.ReadAllAsync(_end.Token))
            {
                await SendAsync(note);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
        catch (WriteFencedException)
        {
            _logger.NotFlushed(_waiting.Reader.Count + 1);
        }
    }

    private async Task SendAsync(EventNote note)
    {
        try
        {
            Prune(note.At);
            bool repeats = _series.TryGetValue(note.Key, out EventSeries? known) && note.At - known.LastSeen <= SeriesAge;
            if (!repeats || !await RepeatAsync(note, known!))
            {
                await CreateAsync(note);
            }
        }
        catch (Exception e) when (!IsTheEnd(e))
        {
            _logger.NotRecorded(note.Key.Reason, note.Key.Kind, note.Key.Object, e.Message);
        }
    }

    private bool IsTheEnd(Exception e) =>
        e is WriteFencedException || (e is OperationCanceledException && _end.IsCancellationRequested);

    private async Task CreateAsync(EventNote note)
    {
        var name = new ObjectKey(
            note.Key.Object.Namespace is { Length: > 0 } @namespace ? @namespace : "default", UniqueName(note));
        await _client.CreateAsync(name.Namespace,
            EventBody.Create(note, name, _options.ReportingController, _options.ReportingInstance), _end.Token);
        _series[note.Key] = new EventSeries(name, 1, note.At);
    }

    /// <summary>False when the event is gone (they live for an hour), so that it has to be made anew.</summary>
    private async Task<bool> RepeatAsync(EventNote note, EventSeries known)
    {
        EventSeries next = known with { Count = known.Count + 1, LastSeen = note.At };
        try
        {
            await _client.MergePatchAsync(known.Event, EventBody.Repeat(next.Count, note.At), _end.Token);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            _series.Remove(note.Key);
            return false;
        }

        _series[note.Key] = next;
        return true;
    }

    private void Prune(DateTimeOffset now)
    {
        if (now - _pruned < PruneInterval)
        {
            return;
        }

        _pruned = now;
        foreach ((EventKey key, EventSeries series) in _series)
        {
            if (now - series.LastSeen > SeriesAge)
            {
                _series.Remove(key);
            }
        }
    }

    /// <summary>As client-go names them; two events of one tick still get two names.</summary>
    private string UniqueName(EventNote note)
    {
        _lastTicks = Math.Max(_lastTicks + 1, note.At.UtcTicks);
        string suffix = "." + _lastTicks.ToString("x", CultureInfo.InvariantCulture);
        string name = note.Key.Object.Name;
        int room = 253 - suffix.Length;
        return (name.Length <= room ? name : name[..room].TrimEnd('.', '-')) + suffix;
    }
}
