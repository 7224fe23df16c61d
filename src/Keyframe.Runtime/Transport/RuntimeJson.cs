using System.Text.Json.Serialization;
using k8s.Models;
using Keyframe.Runtime.Election;
using Keyframe.Runtime.Events;

namespace Keyframe.Runtime.Transport;

/// <summary>The contract of what the runtime itself reads; the kinds of its users bring their own.</summary>
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(BookmarkObject))]
[JsonSerializable(typeof(EventObject))]
[JsonSerializable(typeof(Lease))]
internal sealed partial class RuntimeJson : JsonSerializerContext;
