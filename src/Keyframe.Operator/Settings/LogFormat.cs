namespace Keyframe.Operator.Settings;

/// <summary>How log entries are written.</summary>
internal enum LogFormat
{
    /// <summary>One JSON object a line, for collectors.</summary>
    Json,

    /// <summary>For people.</summary>
    Text,
}
