using k8s;
using k8s.Models;
using Keyframe.Runtime.Telemetry;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Caching;

/// <summary>
/// Keeps a sink equal to the server: LIST, then WATCH from the version of the list, for ever. A watch that ends, breaks or goes
/// silent is resumed from the last version seen; only where history is lost to us is everything listed again.
/// </summary>
/// <remarks>
/// It never asks for initial events (<c>sendInitialEvents</c>, or <c>resourceVersion=0</c> with bookmarks): an API server over
/// an etcd without progress notification answers those with an error event.
/// </remarks>
internal sealed class Reflector<T>(
    ResourceClient<T> client,
    ListOptions selection,
    IReflectorSink<T> sink,
    TimeProvider clock,
    ILogger logger,
    Func<double> random,
    InformerMetrics? metrics = null)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int SuspiciousInARow = 3;

    /// <summary>A watch that ends sooner has not worked, however it ended.</summary>
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Bookmarks come every minute. A watch that was silent for this long may be waiting in the future of a server that was
    /// restored from a backup, which accepts it with 200 and never says a word: such silence is ended by a list.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(4);

    /// <summary>What the server may be late by in ending a watch.</summary>
    private static readonly TimeSpan WatchdogSlack = TimeSpan.FromSeconds(30);

    private readonly ReflectorBackoff _backoff = new(clock, random);
    private ResourceVersion? _version;   // null: list first
    private int _suspicious;

    private string Resource => client.Type.GroupResource;

    /// <summary>Runs until cancelled, which is a normal end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                TimeSpan? pause = _version is null ? await ListAsync(cancellationToken) : await WatchAsync(cancellationToken);
                if (pause is { } delay)
                {
                    await Task.Delay(delay, clock, cancellationToken);
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;   // whatever way a cancelled request ends
            }
        }
    }

    /// <summary>Lists everything and hands it over in one step. Returns how long to wait after a failure.</summary>
    private async Task<TimeSpan?> ListAsync(CancellationToken cancellationToken)
    {
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

            sink.Replace(items, undecodable, version);
            logger.Listed(Resource, items.Count, version);
            _version = version;
            _suspicious = 0;
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail("list", e);
        }
    }

    /// <summary>Follows one watch to its end. Returns how long to wait, or null to go on at once.</summary>
    private async Task<TimeSpan?> WatchAsync(CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromSeconds(300 + Math.Floor(random() * 300));
        long start = clock.GetTimestamp();
        long lines = 0;
        using var watchdog = new CancellationTokenSource(timeout + WatchdogSlack, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watchdog.Token);
        try
        {
            await foreach (WatchEvent<T> change in client.WatchAsync(Options(timeout), either.Token))
            {
                lines++;
                watchdog.CancelAfter(timeout + WatchdogSlack);
                Take(change);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Judge(e, clock.GetElapsedTime(start), lines);
        }

        TimeSpan life = clock.GetElapsedTime(start);
        if (lines == 0 && life < ShortLife)
        {
            metrics?.WatchFailed();
            return Fail("watch", new IOException("The watch ended at once, without an event."));
        }

        DistrustSilence(life, lines);
        _suspicious = 0;
        return null;
    }

    private WatchOptions Options(TimeSpan timeout) => new(_version!.Value, timeout)
    {
        Namespace = selection.Namespace,
        LabelSelector = selection.LabelSelector,
        FieldSelector = selection.FieldSelector,
    };

    private void Take(WatchEvent<T> change)
    {
        ResourceVersion version = change switch
        {
            WatchEvent<T>.Added(var o) => new(o.Metadata.ResourceVersion ?? ""),
            WatchEvent<T>.Modified(var o) => new(o.Metadata.ResourceVersion ?? ""),
            WatchEvent<T>.Deleted(var o) => new(o.Metadata.ResourceVersion ?? ""),
            WatchEvent<T>.Bookmark(var v) => v,
            _ => throw new InvalidOperationException($"{change.GetType()} is no watch event."),
        };
        if (version.IsBefore(_version!.Value))
        {
            throw new VersionRegressionException(_version.Value, version);
        }

        sink.Apply(change);
        _version = version;
    }

    private TimeSpan? Judge(Exception e, TimeSpan life, long lines)
    {
        metrics?.WatchFailed();
        WatchFailure failure = WatchFailures.Judge(e);
        if (failure == WatchFailure.Suspicious && ++_suspicious >= SuspiciousInARow)
        {
            failure = WatchFailure.Gap;
        }

        if (failure is WatchFailure.Expired or WatchFailure.Gap)
        {
            Relist(failure == WatchFailure.Expired ? RelistReason.Expired : RelistReason.Gap);
        }

        if (failure is WatchFailure.Expired or WatchFailure.Broken && life >= ShortLife)
        {
            logger.WatchResumed(Resource, e.Message);
            DistrustSilence(life, lines);
            return null;
        }

        return Fail("watch", e);
    }

    private void DistrustSilence(TimeSpan life, long lines)
    {
        if (lines == 0 && life >= Silence && _version is not null)
        {
            logger.WatchSilent(Resource, life);
            Relist(RelistReason.Silence);
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
        TimeSpan delay = _backoff.Next((reason as ApiException)?.RetryAfter);
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
}
