namespace Keyframe.Runtime.Telemetry;

/// <summary>A queue, to those who ask what is taking so long.</summary>
internal interface IUnfinishedWork
{
    /// <summary>How long all keys handed out have been worked on together, and the one that was handed out first.</summary>
    (TimeSpan Total, TimeSpan Longest) Unfinished { get; }
}
