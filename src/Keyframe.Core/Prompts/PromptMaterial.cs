using System.Text.Json;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Json;

namespace Keyframe.Core.Prompts;

/// <summary>All of a prompt that an application gets: its content, and the model configuration that is kept with it.</summary>
/// <param name="Content">The content.</param>
/// <param name="ModelConfig">The model configuration; null where there is none.</param>
public sealed record PromptMaterial(PromptContent Content, IReadOnlyDictionary<string, JsonElement>? ModelConfig = null)
{
    /// <summary>What a spec holds inline.</summary>
    /// <param name="spec">The spec, well-shaped and with text that can be kept.</param>
    /// <returns>The material; null where the template comes from a source.</returns>
    public static PromptMaterial? Of(PromptVersionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Template is { } template and not { Text: null, Messages: null }
            ? new PromptMaterial(PromptContent.Of(template) with { ResponseFormat = spec.ResponseFormat }, spec.ModelConfig)
            : null;
    }

    /// <summary>Reads the data of a ConfigMap that pins a prompt.</summary>
    /// <param name="data">The data, by the keys of <see cref="PinKeys"/>.</param>
    /// <returns>The material; null where the data is not that of a pin. It is the caller's to compare digests.</returns>
    public static PromptMaterial? Parse(IReadOnlyDictionary<string, string> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.TryGetValue(PinKeys.Content, out string? json) || PromptContent.Parse(json) is not { } content)
        {
            return null;
        }

        if (!data.TryGetValue(PinKeys.Settings, out string? settings))
        {
            return new PromptMaterial(content);
        }

        try
        {
            return new PromptMaterial(
                content, JsonSerializer.Deserialize(settings, CoreJsonContext.Default.IReadOnlyDictionaryStringJsonElement));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
