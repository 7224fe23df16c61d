using Keyframe.Api.PromptRegistries;
using Keyframe.Operator.Execution;
using Keyframe.Operator.Resources;
using Keyframe.Registries;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>What the controllers of PromptVersions and PromptRegistries share: connections, findings and measurements.</summary>
internal sealed class RegistryParts : IDisposable
{
    private readonly Caches _caches;
    private readonly TimeProvider _clock;
    private readonly CaBundles _bundles;
    private readonly RegistryConnections _connections;
    private readonly RegistryMetrics _metrics = new();

    /// <summary>Puts them together; nothing runs yet.</summary>
    public RegistryParts(Caches caches, ApiTransport transport, RegistryOptions options, TimeProvider clock)
    {
        (_caches, _clock) = (caches, clock);
        _bundles = new CaBundles(caches, transport.Resource(ResourceTypes.ConfigMapContents));
        var factory = new PromptRegistryFactory(options, _metrics, clock);
        _connections = new RegistryConnections(
            new RegistrySecrets(transport.Resource(ResourceTypes.Secrets)),
            _bundles,
            (spec, access) => spec.Mlflow is { } mlflow
                ? factory.CreateMlflow(access, mlflow.Workspace)
                : factory.CreateLangfuse(access),
            clock);
        Sources = new RegistrySources(caches, _connections, Random.Shared.NextDouble);
    }

    /// <summary>Resolves sources of PromptVersions.</summary>
    public RegistrySources Sources { get; }

    /// <summary>What surveys found out.</summary>
    public SourceFindings Findings { get; } = new();

    /// <summary>The reconciler of PromptRegistries.</summary>
    /// <param name="executor">Carries out its plans.</param>
    public PromptRegistryReconciler Reconciler(PlanExecutor<PromptRegistry, PromptRegistryStatus> executor) => new(
        _caches,
        new RegistrySurveyor(_caches, _connections, Findings, _metrics, _clock),
        _bundles,
        new RegistrySchedule(_clock, Random.Shared.NextDouble),
        executor);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connections.Dispose();
        _metrics.Dispose();
    }
}
