using k8s;
using k8s.Models;
using Keyframe.Runtime.Telemetry;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Caching;

/// <summary>
/// Keeps a sink equal to the server: LIST, then WATCH from the version of the list, for ever. A watch that ends, breaks or goes
/// silent is resumed from the last version seen; everything is listed again where history is lost to us, and once in a while
/// in case it was and nobody said so.
/// </summary>
/// <remarks>
/// It never asks for initial events (<c>sendInitialEvents</c>, or <c>resourceVersion=0</c> with bookmarks): an API server over
/// an etcd without progress notification answers those with an error event.
/// </remarks>
internal sealed class Reflector<T>(
    ResourceClient<T> client,
    ListOptions selection,
    IReflectorSink<T> sink,
    CachePeriods periods,
    TimeProvider clock,
    ILogger logger,
    Func<double> random,
    InformerMetrics? metrics = null)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int SuspiciousInARow = 3;

    /// <summary>A watch that ends sooner has not worked, however it ended.</summary>
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(1);

    /// <summary>A watch without a line has worked if it lived for as long: a slow refusal is none.</summary>
    private static readonly TimeSpan SilentLife = TimeSpan.FromSeconds(10);

    private readonly ReflectorBackoff _backoff = new(clock, random);
    private readonly RelistSchedule _relist = new(periods.Relist, clock, random);
    private ResourceVersion? _version;   // null: list first
    private TimeSpan _silent;            // how long watches in a row said nothing
    private int _suspicious;
    private bool _relistedAtOnce;        // since a watch last worked
    private bool _unreachable;

    private string Resource => client.Type.GroupResource;

    /// <summary>Lists everything again. Completes when that is in the sink; cancelled when the reflector has ended.</summary>
    public Task RelistAsync() => _relist.AskAsync();

    /// <summary>Runs until cancelled, which is a normal end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                TimeSpan? pause = _version is null || _relist.IsDue
                    ? await ListAsync(cancellationToken)
                    : await WatchAsync(cancellationToken);
                await Task.Delay(pause ?? TimeSpan.Zero, clock, cancellationToken);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // whatever way a cancelled request ends
        }
        finally
        {
            _relist.End();
        }
    }

    /// <summary>Lists everything and hands it over in one step. Returns how long to wait after a failure.</summary>
    private async Task<TimeSpan?> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<TaskCompletionSource> asked = _relist.Begin();
        if (_version is not null)
        {
            metrics?.Relisting(RelistReason.Periodic);
        }

        try
        {
            List<T> items = [];
            List<UndecodableObject> undecodable = [];
            ResourceVersion version = default;
            await foreach (ListPage<T> page in client.ListAsync(selection, cancellationToken))
            {
                if (page.IsRestart)
                {
                    items.Clear();
                    undecodable.Clear();
                }

                items.AddRange(page.Items);
                undecodable.AddRange(page.Undecodable);
                version = page.Version;
            }

            Expect(version, "list");
            sink.Replace(items, undecodable, version);
            logger.Listed(Resource, items.Count, version);
            _version = version;
            _silent = TimeSpan.Zero;
            _suspicious = 0;
            _unreachable = false;
            foreach (TaskCompletionSource answered in asked)
            {
                answered.TrySetResult();
            }

            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan delay = Fail("list", e);
            bool mustList = _version is null;
            _relist.Postpone(asked, mustList ? null : delay);
            return mustList ? delay : null;   // meanwhile the watch goes on
        }
    }

    /// <summary>Follows one watch to its end. Returns how long to wait, or null to go on at once.</summary>
    private async Task<TimeSpan?> WatchAsync(CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        long heard = start;
        bool heardNothing = true;
        using var quiet = new CancellationTokenSource(periods.Quiet, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, quiet.Token, _relist.Due);
        Exception? failure = null;
        try
        {
            await foreach (WatchEvent<T> change in client.WatchAsync(Options(), either.Token))
            {
                quiet.CancelAfter(periods.Quiet);
                heard = clock.GetTimestamp();
                heardNothing = false;
                _silent = TimeSpan.Zero;
                _unreachable = false;
                Take(change);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            failure = e;
        }

        _silent += clock.GetElapsedTime(heard);
        TimeSpan life = clock.GetElapsedTime(start);
        _relistedAtOnce &= life < (heardNothing ? SilentLife : ShortLife);
        TimeSpan? pause = _relist.IsDue ? null : Judge(failure, life, heardNothing);
        DistrustSilence();
        return pause;
    }

    private WatchOptions Options() => new(_version!.Value, periods.Watch(random))
    {
        Namespace = selection.Namespace,
        LabelSelector = selection.LabelSelector,
        FieldSelector = selection.FieldSelector,
    };

    private void Take(WatchEvent<T> change)
    {
        ResourceVersion version = change.Version;
        Expect(version, "event");
        if (version.IsBefore(_version!.Value))
        {
            throw new VersionRegressionException(_version.Value, version);
        }

        sink.Apply(change);
        _version = version;
    }

    /// <summary>What has no version is not from an API server, and nothing could be watched from there.</summary>
    private void Expect(ResourceVersion version, string what)
    {
        if (string.IsNullOrEmpty(version.Value))
        {
            throw new UndecodableException($"A {what} of {Resource} has no resourceVersion.");
        }
    }

    private TimeSpan? Judge(Exception? reason, TimeSpan life, bool heardNothing)
    {
        if (reason is null && (!heardNothing || life >= ShortLife))
        {
            _suspicious = 0;
            return null;
        }

        reason ??= new IOException("The watch ended at once, without an event.");
        if (reason is not OperationCanceledException)   // which is our own cut of a quiet one
        {
            metrics?.WatchFailed();
        }

        WatchFailure failure = WatchFailures.Judge(reason);
        if (failure == WatchFailure.Suspicious && ++_suspicious >= SuspiciousInARow)
        {
            failure = WatchFailure.Gap;
        }

        if (failure is WatchFailure.Expired or WatchFailure.Gap)
        {
            Relist(failure == WatchFailure.Expired ? RelistReason.Expired : RelistReason.Gap);
        }

        if (!GoesOnAtOnce(failure, life))
        {
            return Fail("watch", reason);
        }

        logger.WatchResumed(Resource, reason.Message);
        return null;
    }

    /// <summary>
    /// After an outage the server no longer knows our version, and the way back is one list: nothing is gained by waiting
    /// before it. Only a version that expires again, without a watch having worked in between, is a reason to.
    /// </summary>
    private bool GoesOnAtOnce(WatchFailure failure, TimeSpan life)
    {
        if (failure != WatchFailure.Expired)
        {
            return failure == WatchFailure.Broken && life >= ShortLife;
        }

        bool first = !_relistedAtOnce;
        _relistedAtOnce = true;
        return first;
    }

    private void DistrustSilence()
    {
        if (_silent >= periods.Silence && _version is not null)
        {
            logger.WatchSilent(Resource, _silent);
            Relist(RelistReason.Silence);
            _silent = TimeSpan.Zero;
        }
    }

    private void Relist(RelistReason reason)
    {
        metrics?.Relisting(reason);
        _version = null;
    }

    private TimeSpan Fail(string verb, Exception reason)
    {
        sink.Failed(reason);
        TimeSpan delay = Delay(reason as ApiException);
        switch (reason)
        {
            case ApiException { IsNotFound: true }:
                logger.KindNotServed(client.Type.Kind, client.Type.ApiVersion, client.Type.NotServedHint, delay);
                break;
            case ApiException { IsForbidden: true } e:
                logger.Forbidden(verb, Resource, delay, e.Message);
                break;
            default:
                logger.ReflectorFailed(verb, Resource, delay, reason.Message);
                break;
        }

        return delay;
    }

    /// <summary>The first answer after silence is news: the waits that an outage had grown are not for what comes now.</summary>
    private TimeSpan Delay(ApiException? refusal)
    {
        if (_unreachable && refusal is { IsUnreachable: false })
        {
            _backoff.Restart();
        }

        _unreachable = refusal?.IsUnreachable ?? _unreachable;
        return _backoff.Next(refusal?.RetryAfter);
    }
}
