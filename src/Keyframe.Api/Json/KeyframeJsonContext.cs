using System.Text.Json.Serialization;
using Keyframe.Api.Deployments;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;

namespace Keyframe.Api.Json;

/// <summary>
/// The JSON contract of the custom resources: camel case, absent rather than null. Objects are read and written, and the CRD
/// schemas generated, from this one contract, so that schema and code cannot drift apart.
/// </summary>
/// <remarks>
/// The source generator passes every init-only property to the object initializer, so an initializer of ours would be overwritten
/// with null where JSON leaves the property out (dotnet/runtime#84484): defaults therefore live in the getters (<c>field ?? …</c>).
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(Rfc3339TimeConverter)])]
[JsonSerializable(typeof(PromptVersion))]
[JsonSerializable(typeof(GenAIAppSnapshot))]
[JsonSerializable(typeof(GenAIDeployment))]
public sealed partial class KeyframeJsonContext : JsonSerializerContext;
