using k8s.Models;
using Keyframe.Core.Pods;

namespace Keyframe.Core.Tests.Builders;

/// <summary>A pod of revision r1 with v1, ready since its creation ten minutes ago, whose containers app and proxy run.</summary>
internal sealed class PodBuilder
{
    private readonly Pod _pod;

    public PodBuilder(string name)
    {
        _pod = new Pod
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = A.Namespace, Uid = $"uid-of-{name}" },
            Revision = "r1",
        };
        CreatedAt(A.Moment - TimeSpan.FromMinutes(10)).ReadySince(A.Moment - TimeSpan.FromMinutes(10)).With("v1");
        Running("app").Running("proxy");
    }

    public Pod Build() => _pod with { };

    public PodBuilder CreatedAt(DateTimeOffset time)
    {
        _pod.Metadata.CreationTimestamp = time.UtcDateTime;
        return this;
    }

    public PodBuilder ReadySince(DateTimeOffset? time)
    {
        _pod.ReadySince = time;
        return this;
    }

    public PodBuilder Unready() => ReadySince(null);

    public PodBuilder Of(string revision)
    {
        _pod.Revision = revision;
        return this;
    }

    /// <summary>Made from a template that carries a snapshot in the usual way.</summary>
    public PodBuilder With(string snapshot)
    {
        (_pod.Digest, _pod.Injection) = (A.DigestOf(snapshot).Value, A.Section(snapshot).Hash);
        return this;
    }

    public PodBuilder Injected(string hash)
    {
        _pod.Injection = hash;
        return this;
    }

    public PodBuilder Going(DateTimeOffset until)
    {
        _pod.Metadata.DeletionTimestamp = until.UtcDateTime;
        return this;
    }

    public PodBuilder Running(string container) => Container(new PodContainer(container) { IsReady = true });

    /// <summary>A container that does not start.</summary>
    public PodBuilder Waiting(string container, string reason, string? message = null) =>
        Container(new PodContainer(container) { WaitingReason = reason, WaitingMessage = message }).Unready();

    /// <summary>A container that ended and was started again, and runs at the moment unless it waits for a reason.</summary>
    public PodBuilder Restarted(
        string container,
        int times,
        DateTimeOffset last,
        string? waiting = null,
        int exitCode = 1,
        string? message = "boom",
        bool ready = true) =>
        Container(new PodContainer(container)
        {
            IsReady = ready && waiting is null,
            RestartCount = times,
            WaitingReason = waiting,
            WaitingMessage = waiting is null ? null : "back-off 10s restarting failed container",
            LastTermination = new Termination { ExitCode = exitCode, Reason = "Error", Message = message, FinishedAt = last },
        });

    private PodBuilder Container(PodContainer container)
    {
        _pod.Containers = [.. _pod.Containers.Where(other => other.Name != container.Name), container];
        return this;
    }
}
