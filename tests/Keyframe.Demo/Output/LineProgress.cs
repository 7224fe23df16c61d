using Spectre.Console;

namespace Keyframe.Demo.Output;

/// <summary>Writes each line at once and in order: coloured on a terminal, plain and unwrapped in a file or a pipe.</summary>
internal sealed class LineProgress(IAnsiConsole console) : IProgress<string>
{
    public void Report(string value)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Out.Writer.WriteLine(value);
            return;
        }

        // A step's own position, "[3/8]", stands out.
        int end = value.StartsWith('[') ? value.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
        console.MarkupLineInterpolated($"[blue]{value[..end]}[/]{value[end..]}");
    }
}
