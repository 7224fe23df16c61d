namespace Keyframe.Operator.Settings;

/// <summary>Reads a value, or says that the text is none.</summary>
internal delegate bool TryParse<T>(string text, out T value);
