using System.Collections.Concurrent;
using Keyframe.Operator.Retrieval;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>Indexes in memory: what each source says, its mark, and a note of all that was asked.</summary>
internal sealed class FakeIndexes : IIndexReader
{
    private readonly ConcurrentDictionary<IndexSource, string> _marks = [];

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<IndexSource> Asked { get; } = [];

    /// <summary>What every source says.</summary>
    public IndexReading Says { get; set; } = new("1", null);

    /// <summary>What has to happen before an answer comes.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    public static IndexReading Down(TimeSpan? retryAfter = null) =>
        new(null, "nobody answers.") { IsTransient = true, RetryAfter = retryAfter };

    public void Mark(IndexSource source, string mark) => _marks[source] = mark;

    public string? MarkOf(IndexSource source) => _marks.GetValueOrDefault(source);

    public async Task<IndexReading> ReadAsync(IndexSource source, CancellationToken cancellationToken)
    {
        Asked.Enqueue(source);
        await Before();
        return Says;
    }
}
