using System.Text;
using System.Text.Json.Nodes;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>The history that an etcd keeps, through its JSON gateway (<c>/v3</c>, since etcd 3.4).</summary>
public static class EtcdHistory
{
    /// <summary>
    /// Forgets everything before now, as etcd does every five minutes at the API server's behest: lists that are being given out
    /// in pages then expire.
    /// </summary>
    public static async Task CompactAsync(Uri etcd, CancellationToken cancellationToken)
    {
        using HttpClient client = new() { BaseAddress = etcd };
        JsonNode answer = await PostAsync(client, "v3/kv/range", new JsonObject { ["key"] = "AA==" }, cancellationToken);
        string revision = (string)answer["header"]!["revision"]!;
        await PostAsync(
            client, "v3/kv/compaction", new JsonObject { ["revision"] = revision, ["physical"] = true }, cancellationToken);
    }

    private static async Task<JsonNode> PostAsync(
        HttpClient client, string path, JsonObject body, CancellationToken cancellationToken)
    {
        using StringContent content = new(body.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new HttpRequestException($"etcd: {path}: {text}");
    }
}
