using System.Text.Json.Nodes;
using k8s;

namespace Keyframe.Testing.Convergence;

/// <summary>A server of samples: the truth that a cache has to show. One is in memory, the other a real API server.</summary>
public interface ISampleServer : IAsyncDisposable
{
    /// <summary>How to reach it on 127.0.0.1; a new one for each call, the caller's to change.</summary>
    KubernetesClientConfiguration Configuration { get; }

    /// <summary>Where its samples are.</summary>
    string Namespace { get; }

    /// <summary>Creates or changes a sample.</summary>
    Task PutAsync(string name, JsonObject spec, CancellationToken cancellationToken);

    /// <summary>Deletes a sample.</summary>
    Task RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>All samples as they are now, read past every cache.</summary>
    Task<IReadOnlyList<JsonObject>> ContentAsync(CancellationToken cancellationToken);

    /// <summary>Forgets history: lists that are being given out in pages, and versions of before. May skip the test.</summary>
    Task CompactAsync(CancellationToken cancellationToken);
}
