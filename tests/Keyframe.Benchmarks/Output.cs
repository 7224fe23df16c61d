using Spectre.Console;

namespace Keyframe.Benchmarks;

/// <summary>Writes each line at once: coloured on a terminal, plain and unwrapped in a file or a pipe.</summary>
internal sealed class Output(IAnsiConsole console) : IProgress<string>
{
    public void Report(string value)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Out.Writer.WriteLine(value);
            return;
        }

        int end = value.StartsWith('[') ? value.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
        console.MarkupLineInterpolated($"[blue]{value[..end]}[/]{value[end..]}");
    }
}
