using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api;
using Keyframe.Runtime;
using Keyframe.Runtime.Applying;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Execution;

/// <summary>Writes the status of one kind, and only where it differs from what is there.</summary>
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
        JsonNode? wanted = JsonSerializer.SerializeToNode(status, json);
        JsonNode? present = current.Status is { } recorded ? JsonSerializer.SerializeToNode(recorded, json) : null;
        if (JsonNode.DeepEquals(wanted, present))
        {
            return current;
        }

        var key = ObjectKey.Of(current);
        JsonObject body = ApplyBody.For(informer.Type, key, Guard.On(current.Metadata));
        body["status"] = wanted;
        T written = await client.ApplyAsync(key, body, new ApplyOptions { Force = true, Subresource = "status" }, cancellationToken);
        writes.Wrote(key, informer, written);
        return written;
    }
}
