using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keyframe.Registries.Probes;

/// <summary>The JSON contract of probed documents: any.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ProbeJsonContext : JsonSerializerContext;
