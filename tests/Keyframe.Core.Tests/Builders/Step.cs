namespace Keyframe.Core.Tests.Builders;

/// <summary>The steps of a plan, in order; an operator can die after any of them.</summary>
internal enum Step
{
    ConfigMaps,
    WriteAhead,
    Template,
    Status,
}
