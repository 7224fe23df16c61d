using System.Text.Json.Serialization;

namespace Keyframe.Core.Workloads;

/// <summary>The JSON contract of <see cref="Workload"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Workload))]
public sealed partial class WorkloadJsonContext : JsonSerializerContext;
