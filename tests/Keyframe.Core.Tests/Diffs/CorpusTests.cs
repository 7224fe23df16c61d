using System.Text;
using Keyframe.Core.Changes;
using Keyframe.Core.Diffs;
using Keyframe.Core.Imports;
using Keyframe.Core.Tests.Snapshots;

namespace Keyframe.Core.Tests.Diffs;

/// <summary>
/// What people read of every edit, and of every step from one edited snapshot to another. The golden files were read and accepted
/// line by line; read their difference before you accept another one. KEYFRAME_GOLDEN=write writes them anew.
/// </summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Names => [.. Corpus.Names];

    public static TheoryData<string> Edits => [.. Corpus.Names.Where(name => name != Corpus.Base)];

    [Fact]
    public void The_corpus_has_thirty_edits() => Assert.Equal(30, Edits.Count);

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edit_reads_well(string name)
    {
        var diff = SnapshotDiff.Of(Corpus.Snapshots[Corpus.Base], Corpus.Snapshots[name]);
        Golden.Check($"edits/{name}.txt", $"{ChangeSummary.Describe(diff)}\n\n{DiffReport.Write(diff)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_step_from_one_snapshot_to_another_has_a_line(string name)
    {
        var lines = new StringBuilder();
        foreach (string other in Corpus.Names.Where(other => other != name))
        {
            string line = ChangeSummary.Describe(SnapshotDiff.Of(Corpus.Snapshots[name], Corpus.Snapshots[other]));
            Assert.InRange(line.Length, 1, ChangeSummary.MaxLength);
            lines.Append(other).Append(": ").Append(line).Append('\n');
        }

        Golden.Check($"steps/{name}.txt", lines.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_edit_survives_export_and_import(string name)
    {
        var stored = Corpus.Snapshots[name];
        Assert.True(SnapshotImport.Of(stored).TryGet(out var imported, out var fault), fault?.Message);
        Assert.Equal(stored.Digest, Resolved.Store(imported.Snapshot, imported.Prompts, imported.Contents).Digest);
    }
}
