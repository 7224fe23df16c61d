using System.Text.Json;
using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.ResponseFormats;

/// <summary>Compares response formats.</summary>
public static class ResponseFormatComparer
{
    /// <summary>Compares.</summary>
    public static ResponseFormatComparison Compare(
        string parent, IReadOnlyDictionary<string, JsonElement>? before, IReadOnlyDictionary<string, JsonElement>? after) =>
        new() { Parent = parent };
}
