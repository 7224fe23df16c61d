using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api;
using Keyframe.Runtime;
using Keyframe.Runtime.Applying;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Execution;

/// <summary>
/// Writes the status of one kind, and only where it differs from what is there. By a merge patch guarded by uid and
/// resourceVersion, not by server-side apply: where an apply takes a condition or a field away, API servers before 1.21 leave an
/// empty husk of it and then refuse the object for what the husk lacks.
/// </summary>
/// <param name="client">The kind's client.</param>
/// <param name="informer">The kind's cache.</param>
/// <param name="json">How the status is written.</param>
/// <param name="writes">Remembers the write until the cache shows it.</param>
internal sealed class StatusWriter<T, TStatus>(
    ResourceClient<T> client, Informer<T> informer, JsonTypeInfo<TStatus> json, ReadYourWrites writes)
    where T : class, IStatusObject<TStatus>
    where TStatus : class, IStatus
{
    /// <summary>Writes a status if it differs, on exactly the version of the object that it was decided on.</summary>
    /// <returns>The object as it now is.</returns>
    public async Task<T> WriteAsync(T current, TStatus status, CancellationToken cancellationToken)
    {
        JsonObject patch = MergePatch.Between(current.Status is { } recorded ? ToNode(recorded) : [], ToNode(status));
        if (patch.Count == 0)
        {
            return current;
        }

        var key = ObjectKey.Of(current);
        JsonObject body = ApplyBody.For(informer.Type, key, Guard.On(current.Metadata));
        body["status"] = patch;
        T written = await client.MergePatchAsync(key, body, "status", cancellationToken);
        writes.Wrote(key, informer, written);
        return written;
    }

    private JsonObject ToNode(TStatus status) => JsonSerializer.SerializeToNode(status, json)!.AsObject();
}
