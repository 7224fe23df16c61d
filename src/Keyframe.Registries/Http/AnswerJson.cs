using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Keyframe.Api.Conditions;

namespace Keyframe.Registries.Http;

/// <summary>Reads JSON as if its author were an enemy: strict UTF-8, bounded depth, no property twice.</summary>
internal static class AnswerJson
{
    private const int MaxDepth = 64;

    /// <summary>Duplicates are refused since two readers of one document may take different ones.</summary>
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads a body.</summary>
    /// <exception cref="RegistryException">AnswerNotUtf8, AnswerTooDeep, MalformedAnswer.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> contract, Faults faults)
        where T : notnull
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body[3..];
        }

        if (!Utf8.IsValid(body))
        {
            throw new RegistryException(faults.Permanent(Reasons.AnswerNotUtf8, "its answer is not UTF-8."));
        }

        try
        {
            if (IsTooDeep(body))
            {
                throw new RegistryException(faults.Permanent(
                    Reasons.AnswerTooDeep, $"its answer is nested deeper than {MaxDepth} levels."));
            }

            using JsonDocument document = JsonDocument.Parse(body.ToArray(), Strict);
            return document.Deserialize(contract) ?? throw new JsonException();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            string where = failure is JsonException { Path: { } path } ? $" (at {faults.Quote(path)})" : "";
            throw new RegistryException(faults.Permanent(
                Reasons.MalformedAnswer,
                $"its answer is not the JSON that was expected{where}. " +
                faults.Word("Is this the kind of registry meant?", "Is this the URL meant?")));
        }
    }

    /// <summary>Found out before anything is built from it; the parser's own limit looks like any other mistake.</summary>
    private static bool IsTooDeep(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        while (reader.Read())
        {
            if (reader.CurrentDepth >= MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                return true;
            }
        }

        return false;
    }
}
