using DiffPlex;

namespace Keyframe.Core.Diffs;

/// <summary>Splits text into lines that keep their line feed, so that they make up the text again.</summary>
internal sealed class TextLines : IChunker
{
    public static readonly IChunker Chunker = new TextLines();

    public static IReadOnlyList<string> Split(string text)
    {
        var lines = new List<string>();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            int next = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..next]);
            start = next;
        }

        return lines;
    }

    public IReadOnlyList<string> Chunk(string text) => Split(text);
}
