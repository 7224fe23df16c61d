using System.Text.Json;
using Keyframe.Api.Conditions;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Probes;

/// <summary>
/// Reads one value out of a JSON document over HTTP, under the same guards and limits as prompt registries, without credentials.
/// </summary>
/// <param name="options">What the installation allows.</param>
/// <param name="clock">For timeouts and pauses.</param>
/// <param name="network">The network; null for the real one.</param>
public sealed class JsonProbe(RegistryOptions options, TimeProvider clock, RegistryNetwork? network = null)
{
    /// <summary>Reads a value.</summary>
    /// <param name="url">Where the document is; http or https.</param>
    /// <param name="jsonPointer">Where the value stands in it (RFC 6901).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The text, or the number or boolean as JSON spells it.</returns>
    /// <exception cref="RegistryException">There is none; the fault says why and what to do.</exception>
    public async Task<string> ReadAsync(Uri url, string jsonPointer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        using var metrics = new RegistryMetrics();
        var access = new RegistryAccess("", url.Host, new Uri(url.GetLeftPart(UriPartial.Authority)));
        using var http = new RegistryHttp(access, new Dictionary<string, string>(), options, network ?? new RegistryNetwork(), metrics, clock);
        RegistryAnswer answer = await http.GetAsync(url.PathAndQuery.TrimStart('/'), cancellationToken);
        if ((int)answer.Status is < 200 or > 299)
        {
            throw new RegistryException(answer.ToFault());
        }

        JsonElement document = answer.Read(ProbeJsonContext.Default.JsonElement);
        JsonElement? found = JsonPointer.Find(document, jsonPointer);
        return found?.ValueKind switch
        {
            JsonValueKind.String => found.Value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => found.Value.GetRawText(),
            _ => throw new RegistryException(new RegistryFault(
                RegistryFaultKind.Permanent,
                Reasons.MalformedAnswer,
                $"{url.Authority}: at {(jsonPointer.Length == 0 ? "the root" : jsonPointer)} of its answer there is "
                + $"{(found is null ? "nothing" : "no text, number or boolean")}; correct jsonPointer.")),
        };
    }
}
