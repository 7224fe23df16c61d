using Spectre.Console;

namespace Keyframe.Demo.Output;

/// <summary>Tells the story: headings, what is typed, what comes back.</summary>
internal sealed class Narrator(IAnsiConsole console) : IProgress<string>
{
    private readonly LineProgress _lines = new(console);
    private int _chapter;

    /// <summary>Begins a chapter.</summary>
    public void Chapter(string title) => Line($"\n{++_chapter}. {title}", "bold blue");

    /// <summary>Says something.</summary>
    public void Say(string text) => Line(text, "default");

    /// <summary>Shows a command as somebody would type it, and what it answers.</summary>
    public void Show(string command, string output)
    {
        Line($"  $ {command}", "bold");
        foreach (string line in output.TrimEnd('\n').Split('\n'))
        {
            Line($"  {line}", "grey");
        }
    }

    /// <summary>A line of progress.</summary>
    public void Report(string value) => _lines.Report(value);

    private void Line(string text, string style)
    {
        if (console.Profile.Out.IsTerminal)
        {
            console.Write(new Text($"{text}\n", Style.Parse(style)));
        }
        else
        {
            console.Profile.Out.Writer.WriteLine(text);
        }
    }
}
