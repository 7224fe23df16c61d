using System.Text.Json;
using Keyframe.Api.Conditions;
using Keyframe.Core.Json;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Probes;

/// <summary>
/// Reads one value out of a JSON document over HTTP, under the same guards and limits as prompt registries, without credentials.
/// What the server says of an error is not repeated: it may be different words each time. Requests are in no metric of registries.
/// </summary>
/// <param name="options">What the installation allows.</param>
/// <param name="clock">For timeouts and pauses.</param>
/// <param name="network">The network; null for the real one.</param>
public sealed class JsonProbe(RegistryOptions options, TimeProvider clock, RegistryNetwork? network = null)
{
    private readonly RegistryNetwork _network = network ?? new RegistryNetwork();

    /// <summary>Reads a value.</summary>
    /// <param name="url">Where the document is; http or https.</param>
    /// <param name="jsonPointer">Where the value stands in it (RFC 6901).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The text, or the number or boolean as JSON spells it.</returns>
    /// <exception cref="RegistryException">There is none; the fault says why and what to do.</exception>
    public async Task<string> ReadAsync(Uri url, string jsonPointer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        var access = new RegistryAccess("", "", new Uri(url.GetLeftPart(UriPartial.Authority))) { IsRegistry = false };
        using var http = new RegistryHttp(access, new Dictionary<string, string>(), options, _network, null, clock);
        RegistryAnswer answer = await http.GetAsync(url.PathAndQuery[1..], cancellationToken);
        if ((int)answer.Status is < 200 or > 299)
        {
            throw new RegistryException((answer with { Body = default }).ToFault());
        }

        JsonElement document = answer.Read(ProbeJsonContext.Default.JsonElement);
        JsonElement? found = JsonPointer.Find(document, jsonPointer);
        return (found is { } value ? ValueOf(value) : null) ?? throw new RegistryException(answer.Faults.Permanent(
            Reasons.MalformedAnswer,
            $"at {(jsonPointer.Length == 0 ? "the root" : jsonPointer)} of its answer there is "
            + $"{(found is null ? "nothing" : "no text, number or boolean")}. Correct jsonPointer."));
    }

    private static string? ValueOf(JsonElement found)
    {
        try
        {
            return found.ValueKind switch
            {
                JsonValueKind.String => found.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => found.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair, which is no text.
            return null;
        }
    }
}
