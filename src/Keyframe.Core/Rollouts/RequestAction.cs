namespace Keyframe.Core.Rollouts;

/// <summary>What a request asks for.</summary>
public enum RequestAction
{
    /// <summary>Try what is held once more.</summary>
    Retry,

    /// <summary>End the rollout that is under way and go back.</summary>
    Abort,

    /// <summary>Go back to an earlier revision.</summary>
    Undo,
}
