using System.Text;
using Keyframe.Api.Naming;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Json;

namespace Keyframe.Core.Prompts;

/// <summary>
/// A prompt's content and settings in canonical JSON, with their digests. The content is <c>{"template": "…", "type": "text"}</c> or
/// <c>{"messages": [{"content": "…", "role": "system"}, {"placeholder": "history"}], "type": "chat"}</c>, with <c>responseFormat</c>
/// where there is one. Where the prompt comes from a source, these bytes are kept in a ConfigMap.
/// </summary>
/// <remarks>
/// The template language is not part of it. A digest names content, wherever it is kept: a registry stores the same text without
/// a language, and where the language is detected a better detection in a later version must not give known content another
/// digest. What the language changes is covered all the same, by the snapshot's digest, since snapshot.json carries it.
/// Neither are variables (they follow from the template), author and commit message (who and why, not what).
/// <para>
/// Settings have a digest of their own, because registries let them change: MLflow documents the model configuration of a version
/// as mutable.
/// </para>
/// </remarks>
public sealed record PromptPin
{
    private PromptPin(byte[] content, byte[]? settings)
    {
        Content = Encoding.UTF8.GetString(content);
        Digest = Digest.Of(content);
        Settings = settings is null ? null : Encoding.UTF8.GetString(settings);
        SettingsDigest = settings is null ? null : Digest.Of(settings);
    }

    /// <summary>The content in canonical JSON.</summary>
    public string Content { get; }

    /// <summary>The SHA-256 of <see cref="Content"/> in UTF-8: the prompt's digest.</summary>
    public Digest Digest { get; }

    /// <summary>The model configuration in canonical JSON; null where there is none.</summary>
    public string? Settings { get; }

    /// <summary>The SHA-256 of <see cref="Settings"/> in UTF-8.</summary>
    public Digest? SettingsDigest { get; }

    /// <summary>The data of a ConfigMap that holds it, by the keys of <see cref="PinKeys"/>.</summary>
    public IReadOnlyDictionary<string, string> Data => Settings is null
        ? new Dictionary<string, string> { [PinKeys.Content] = Content }
        : new Dictionary<string, string> { [PinKeys.Content] = Content, [PinKeys.Settings] = Settings };

    /// <summary>The canonical form of a prompt.</summary>
    /// <param name="material">The prompt; an empty model configuration counts as none.</param>
    /// <returns>The pin, or InvalidContent or InvalidSpec with the place of what cannot be kept.</returns>
    /// <exception cref="ArgumentException">The content is not whole.</exception>
    public static Outcome<PromptPin> Of(PromptMaterial material)
    {
        ArgumentNullException.ThrowIfNull(material);
        if (!material.Content.IsWhole)
        {
            throw new ArgumentException("The content does not have what its type says.", nameof(material));
        }

        string root = "template";
        try
        {
            byte[] content = CanonicalJson.Serialize(material.Content, CoreJsonContext.Default.PromptContent);
            root = "modelConfig";
            byte[]? settings = material.ModelConfig is { Count: > 0 } config
                ? CanonicalJson.Serialize(config, CoreJsonContext.Default.IReadOnlyDictionaryStringJsonElement)
                : null;
            return new Outcome<PromptPin>(new PromptPin(content, settings));
        }
        catch (CanonicalizationException exception)
        {
            return new Outcome<PromptPin>(Fault.From(exception, root));
        }
    }
}
