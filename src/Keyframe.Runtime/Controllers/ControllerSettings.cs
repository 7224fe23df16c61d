using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Queueing;

namespace Keyframe.Runtime.Controllers;

/// <summary>What a <see cref="ControllerBuilder"/> has collected for its controller.</summary>
internal sealed record ControllerSettings(int Workers, ItemBackoff<ObjectKey> Backoff, ReadYourWrites? Writes);
