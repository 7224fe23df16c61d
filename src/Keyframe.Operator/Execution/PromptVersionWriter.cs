using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Planning;
using Keyframe.Runtime;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Execution;

/// <summary>Carries out planned writes to PromptVersions. There is no update: their spec is immutable.</summary>
/// <param name="client">The client.</param>
/// <param name="informer">The cache that will show the writes.</param>
/// <param name="writes">Remembers the writes until the cache shows them.</param>
internal sealed class PromptVersionWriter(
    ResourceClient<PromptVersion> client, Informer<PromptVersion> informer, ReadYourWrites writes)
{
    /// <summary>Carries out one write.</summary>
    /// <param name="reconciled">The object that is being reconciled.</param>
    /// <param name="write">The write.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task WriteAsync(ObjectKey reconciled, PromptVersionWrite write, CancellationToken cancellationToken)
    {
        switch (write)
        {
            case PromptVersionWrite.Create create:
                writes.Wrote(
                    reconciled, informer, await client.CreateAsync(reconciled.Namespace, ToBody(reconciled.Namespace, create), cancellationToken));
                break;
            case PromptVersionWrite.Delete delete:
                await client.DeleteAsync(
                    new ObjectKey(reconciled.Namespace, delete.Name), new Preconditions(delete.Uid, delete.ResourceVersion), cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"unknown write {write.GetType().Name}");
        }
    }

    private JsonObject ToBody(string @namespace, PromptVersionWrite.Create write) => new()
    {
        ["apiVersion"] = informer.Type.ApiVersion,
        ["kind"] = informer.Type.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = write.Name,
            ["namespace"] = @namespace,
            ["labels"] = new JsonObject(write.Labels.Select(label => KeyValuePair.Create<string, JsonNode?>(label.Key, label.Value))),
        },
        ["spec"] = JsonSerializer.SerializeToNode(write.Spec, KeyframeJsonContext.Default.PromptVersionSpec),
    };
}
