namespace Keyframe.Api.PromptVersions;

/// <summary>Whether readers of one response format can read another.</summary>
public enum ResponseCompatibility
{
    /// <summary>Every answer of the new format is one that readers of the old format expect.</summary>
    Compatible,

    /// <summary>Some answers of the new format are not what readers of the old format expect.</summary>
    Breaking,
}
