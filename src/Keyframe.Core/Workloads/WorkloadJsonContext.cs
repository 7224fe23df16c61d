using System.Text.Json.Serialization;
using Keyframe.Core.Json;

namespace Keyframe.Core.Workloads;

/// <summary>The JSON contract of workloads and their revisions.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(PooledStringConverter)])]
[JsonSerializable(typeof(Workload))]
[JsonSerializable(typeof(TemplateSource))]
public sealed partial class WorkloadJsonContext : JsonSerializerContext;
