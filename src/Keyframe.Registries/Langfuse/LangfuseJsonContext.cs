using System.Text.Json.Serialization;

namespace Keyframe.Registries.Langfuse;

/// <summary>The JSON contract of Langfuse's public API, as far as it is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LangfusePrompt))]
[JsonSerializable(typeof(PromptListPage))]
internal sealed partial class LangfuseJsonContext : JsonSerializerContext;
