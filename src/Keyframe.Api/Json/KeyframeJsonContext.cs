using System.Text.Json.Serialization;
using Keyframe.Api.Deployments;
using Keyframe.Api.PromptRegistries;
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
/// <para>
/// Free-form parts may be nested as deep as an API server stores them, which is 10,000 levels (Go's encoding/json): such an object
/// has to be read before anybody can say what is wrong with it.
/// </para>
/// </remarks>
[JsonSourceGenerationOptions(
    MaxDepth = int.MaxValue,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(Rfc3339TimeConverter)])]
[JsonSerializable(typeof(PromptVersion))]
[JsonSerializable(typeof(PromptRegistry))]
[JsonSerializable(typeof(GenAIAppSnapshot))]
[JsonSerializable(typeof(GenAIDeployment))]
public sealed partial class KeyframeJsonContext : JsonSerializerContext;
