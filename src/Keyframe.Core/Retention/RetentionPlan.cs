using Keyframe.Core.Planning;

namespace Keyframe.Core.Retention;

/// <summary>What is to become of the owners of a materialized ConfigMap.</summary>
/// <param name="Write">The one write that brings them up to date; null where they are.</param>
/// <param name="ToProve">
/// The workloads that could be released if the API server confirmed what the caches show; empty where there are none. Then
/// nothing is written before that has been asked.
/// </param>
public sealed record RetentionPlan(ConfigMapWrite.SetOwners? Write, IReadOnlyList<OwnerIdentity> ToProve)
{
    /// <summary>Nothing to do.</summary>
    public static RetentionPlan Nothing { get; } = new(null, []);
}
