using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Keyframe.Core.Injection;

/// <summary>Reads rendered templates as JSON without reflection.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class InjectionJsonContext : JsonSerializerContext;
