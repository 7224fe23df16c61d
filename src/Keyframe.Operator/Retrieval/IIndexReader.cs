namespace Keyframe.Operator.Retrieval;

/// <summary>Finds out at which version an index is.</summary>
internal interface IIndexReader
{
    /// <summary>
    /// What changes whenever a source may tell something else, known without asking anybody: the version of a ConfigMap, empty for
    /// one that does not exist; null for a source that has to be asked on an interval.
    /// </summary>
    string? MarkOf(IndexSource source);

    /// <summary>Asks.</summary>
    /// <param name="source">Whom.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IndexReading> ReadAsync(IndexSource source, CancellationToken cancellationToken);
}
