namespace Keyframe.Core.Diffs;

/// <summary>How far a change reaches.</summary>
public enum ChangeLevel
{
    /// <summary>Neither the model nor the application sees it: labels, recorded code, or no change at all.</summary>
    None,

    /// <summary>Answers may change; code that ran with the earlier snapshot runs with the later one.</summary>
    Behavior,

    /// <summary>
    /// Code that ran with the earlier snapshot may fail with the later one, because it must supply something new or misses
    /// something that it reads. The rules are those of <see cref="ItemChange.Breaks"/>.
    /// </summary>
    Breaking,
}
