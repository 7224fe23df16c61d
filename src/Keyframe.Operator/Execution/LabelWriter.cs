using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Runtime;
using Keyframe.Runtime.Applying;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Execution;

/// <summary>Sets labels of reconciled objects, and only where they differ. Labels of others are left alone.</summary>
/// <param name="client">The kind's client.</param>
/// <param name="informer">The kind's cache.</param>
/// <param name="writes">Remembers the write until the cache shows it.</param>
internal sealed class LabelWriter<T>(ResourceClient<T> client, Informer<T> informer, ReadYourWrites writes)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Sets labels on exactly the version of the object that they were decided on.</summary>
    /// <returns>The object as it now is.</returns>
    public async Task<T> WriteAsync(T current, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] missing = [.. labels.Where(label =>
            current.Metadata.Labels?.TryGetValue(label.Key, out string? value) != true || value != label.Value)];
        if (missing.Length == 0)
        {
            return current;
        }

        var key = ObjectKey.Of(current);
        JsonObject body = ApplyBody.For(informer.Type, key, Guard.On(current.Metadata));
        body["metadata"]!["labels"] = new JsonObject(missing.Select(label => KeyValuePair.Create<string, JsonNode?>(label.Key, label.Value)));
        T written = await client.MergePatchAsync(key, body, cancellationToken);
        writes.Wrote(key, informer, written);
        return written;
    }
}
