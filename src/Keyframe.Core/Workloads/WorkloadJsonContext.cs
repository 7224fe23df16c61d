using System.Text.Json.Serialization;
using Keyframe.Core.Json;

namespace Keyframe.Core.Workloads;

/// <summary>The JSON contract of <see cref="Workload"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(PooledStringConverter)])]
[JsonSerializable(typeof(Workload))]
public sealed partial class WorkloadJsonContext : JsonSerializerContext;
