namespace Keyframe.Core.Conditions;

/// <summary>How an object stands, in kstatus' terms: Current, InProgress or Failed.</summary>
public enum Standing
{
    /// <summary>All that the spec asks for holds.</summary>
    Ready,

    /// <summary>Work goes on, or something is missing that can still come by itself.</summary>
    Progressing,

    /// <summary>Nothing more happens until somebody changes something.</summary>
    Stalled,
}
