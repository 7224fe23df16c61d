using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using k8s;

namespace Keyframe.Testing.Resources;

/// <summary>
/// Installs custom resource definitions through the API, as JSON, byte for byte what the files say. Not with kubectl: its
/// own validation refuses fields that an older server does not know, and server-side apply refuses them too; a plain create
/// or update lets the server drop them (Kubernetes before 1.25 drops <c>x-kubernetes-validations</c>).
/// </summary>
public sealed class CrdInstaller(Kubernetes client)
{
    private const string Collection = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Creates or updates every definition in the <c>*.yaml</c> files of <paramref name="folder"/> and waits until all are
    /// served.
    /// </summary>
    /// <returns>Their names, in the order of the files.</returns>
    /// <exception cref="CrdInstallationException">The server refused one, or did not establish it within 30 s; nothing is
    /// undone.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public async Task<IReadOnlyList<string>> InstallAsync(string folder, CancellationToken cancellationToken)
    {
        List<string> names = [];
        foreach (string file in Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            foreach (JsonObject definition in YamlDocuments.Parse(await File.ReadAllTextAsync(file, cancellationToken)))
            {
                names.Add(await PutAsync(definition, file, cancellationToken));
            }
        }

        foreach (string name in names)
        {
            await EstablishedAsync(name, cancellationToken);
        }

        return names;
    }

    private async Task<string> PutAsync(JsonObject definition, string file, CancellationToken cancellationToken)
    {
        if ((string?)definition["kind"] != "CustomResourceDefinition" || (string?)definition["metadata"]?["name"] is not { } name)
        {
            throw new CrdInstallationException($"{file} holds something other than a named CustomResourceDefinition.");
        }

        (HttpStatusCode status, JsonNode? answer) = await SendAsync(HttpMethod.Post, Collection, definition, cancellationToken);
        // The status controller of the server writes to a new definition at once, so an update can meet a newer version.
        while (status == HttpStatusCode.Conflict)
        {
            (_, JsonNode? current) = await SendAsync(HttpMethod.Get, $"{Collection}/{name}", null, cancellationToken);
            JsonObject replacement = definition.DeepClone().AsObject();
            replacement["metadata"]!["resourceVersion"] = (string?)current?["metadata"]?["resourceVersion"];
            (status, answer) = await SendAsync(HttpMethod.Put, $"{Collection}/{name}", replacement, cancellationToken);
        }

        return (int)status < 300
            ? name
            : throw new CrdInstallationException($"The server refused {name} of {file} ({(int)status}): {answer?["message"]}");
    }

    private async Task EstablishedAsync(string name, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        JsonNode? conditions = null;
        try
        {
            while (true)
            {
                (_, JsonNode? definition) = await SendAsync(HttpMethod.Get, $"{Collection}/{name}", null, deadline.Token);
                conditions = definition?["status"]?["conditions"];
                if (Holds(conditions, "Established") && Holds(conditions, "NamesAccepted"))
                {
                    return;
                }

                await Task.Delay(Interval, deadline.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CrdInstallationException(
                $"{name} was not established within {Patience.TotalSeconds:0} s: {conditions}", exception);
        }
    }

    private static bool Holds(JsonNode? conditions, string type) =>
        conditions is JsonArray list
        && list.Any(condition => (string?)condition?["type"] == type && (string?)condition?["status"] == "True");

    private async Task<(HttpStatusCode Status, JsonNode? Answer)> SendAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, new Uri(client.BaseUri, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        await (client.Credentials?.ProcessHttpRequestAsync(request, cancellationToken) ?? Task.CompletedTask);
        using HttpResponseMessage response = await client.HttpClient.SendAsync(request, cancellationToken);
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return (response.StatusCode, await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken));
    }
}
