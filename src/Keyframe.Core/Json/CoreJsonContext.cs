using System.Text.Json;
using System.Text.Json.Serialization;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Json;

/// <summary>The JSON contract of what Keyframe digests, in the spelling of the custom resources.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PromptContent))]
[JsonSerializable(typeof(DocumentContent))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
internal sealed partial class CoreJsonContext : JsonSerializerContext;
