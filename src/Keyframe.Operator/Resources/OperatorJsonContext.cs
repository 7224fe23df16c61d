using System.Text.Json.Serialization;
using Keyframe.Core.Json;

namespace Keyframe.Operator.Resources;

/// <summary>The JSON contract of the operator's own projections.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(PooledStringConverter)])]
[JsonSerializable(typeof(ConfigMapMetadata))]
[JsonSerializable(typeof(ConfigMapContent))]
[JsonSerializable(typeof(SecretContent))]
[JsonSerializable(typeof(WholeObject))]
internal sealed partial class OperatorJsonContext : JsonSerializerContext;
