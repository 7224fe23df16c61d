using System.Text.Json.Serialization;
using Keyframe.Api.Deployments;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;

namespace Keyframe.Api.Json;

/// <summary>
/// The JSON contract of the custom resources: camel case, absent rather than null. Objects are read and written, and the CRD
/// schemas generated, from this one contract, so that schema and code cannot drift apart.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PromptVersion))]
[JsonSerializable(typeof(GenAIAppSnapshot))]
[JsonSerializable(typeof(GenAIDeployment))]
public sealed partial class KeyframeJsonContext : JsonSerializerContext;
