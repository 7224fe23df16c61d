using System.Text.Json.Nodes;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Changes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// Walks two schemas side by side, shorter paths first, and notes what differs. A pair of schemas that several places share is
/// told of once, at the first of them, so that references may go in circles.
/// </summary>
internal sealed class SchemaComparison(SchemaSide before, SchemaSide after)
{
    // Two formats of some thousand properties need a tenth of this; what needs more is made to.
    private const int Budget = 200_000;
    private const int MaxText = 512;

    // By path, so that no order within a schema decides which of several places is the first.
    private readonly PriorityQueue<SchemaStep, string> _steps = new(Comparer<string>.Create((left, right) =>
        left.Length == right.Length ? string.CompareOrdinal(left, right) : left.Length.CompareTo(right.Length)));

    private readonly HashSet<(SchemaView, SchemaView)> _seen = [];
    private readonly List<ResponseFormatChange> _changes = [];
    private int _spent;

    public SchemaSide Before => before;

    public SchemaSide After => after;

    public SchemaIdentity Identity { get; } = new();

    /// <summary>References that conditions rely on, and that were held against each other already.</summary>
    public HashSet<string> Followed { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<ResponseFormatChange> Run()
    {
        Enqueue(before.Root, after.Root, "");
        while (_spent <= Budget && _steps.TryDequeue(out var step, out _))
        {
            if (_seen.Add((step.Before, step.After)))
            {
                Compare(step);
            }
        }

        if (_spent > Budget)
        {
            Breaking("", "the formats are too large to compare in full; what was not compared counts as breaking");
        }

        return _changes;
    }

    public void Enqueue(JsonNode? schemaBefore, JsonNode? schemaAfter, string path) =>
        Enqueue(new SchemaStep(before.View(schemaBefore), after.View(schemaAfter), path));

    public void Enqueue(SchemaStep step)
    {
        Spend(1);
        _steps.Enqueue(step, step.Path);
    }

    /// <summary>Counts work that is not a step, such as the values of an enumeration.</summary>
    public void Spend(int count) => _spent += _spent <= Budget ? count : 0;

    public void Breaking(string path, string message) => Note(path, ResponseCompatibility.Breaking, message);

    public void Compatible(string path, string message) => Note(path, ResponseCompatibility.Compatible, message);

    public void Note(string path, ResponseCompatibility compatibility, string message) => _changes.Add(new ResponseFormatChange
    {
        Path = OneLine.Of(path, MaxText),
        Compatibility = compatibility,
        Message = OneLine.Of(message, MaxText),
    });

    private void Compare(SchemaStep step)
    {
        if (step.Before.IsAnything)
        {
            if (!step.After.IsAnything)
            {
                Compatible(step.Path, "is described now; it could be anything");
            }
        }
        else if (step.After == SchemaView.Nothing)
        {
            if (step.Before != SchemaView.Nothing)
            {
                Compatible(step.Path, "is never given any more");
            }
        }
        else if (!ChoiceComparison.TryCompare(this, step))
        {
            ValueComparison.Compare(this, step);
            BoundComparison.Compare(this, step);
            TextComparison.Compare(this, step);
            ObjectComparison.Compare(this, step);
            ArrayComparison.Compare(this, step);
            ConditionComparison.Compare(this, step);
        }
    }
}
