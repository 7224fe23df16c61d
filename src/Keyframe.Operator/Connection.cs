namespace Keyframe.Operator;

/// <summary>What a connection to the API server is for.</summary>
public enum Connection
{
    /// <summary>The objects that the operator reads and writes, and its events.</summary>
    Objects,

    /// <summary>The lease of the leader, which must get through whatever the other connection is busy with.</summary>
    Lease,
}
