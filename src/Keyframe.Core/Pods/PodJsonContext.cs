using System.Text.Json.Serialization;
using Keyframe.Core.Json;

namespace Keyframe.Core.Pods;

/// <summary>The JSON contract of pods.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(PooledStringConverter)])]
[JsonSerializable(typeof(Pod))]
public sealed partial class PodJsonContext : JsonSerializerContext;
