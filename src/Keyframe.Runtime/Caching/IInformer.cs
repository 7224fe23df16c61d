namespace Keyframe.Runtime.Caching;

/// <summary>An informer, whatever its kind, to those who run it.</summary>
internal interface IInformer
{
    /// <summary>The kind, its resource and version, for messages.</summary>
    string Description { get; }

    /// <summary>Completes with the first list.</summary>
    Task Synced { get; }

    /// <summary>Why the last list or watch failed; null after a list that worked.</summary>
    string? LastFailure { get; }

    /// <summary>How many objects the cache holds.</summary>
    int ObjectCount { get; }

    /// <summary>How many objects exist that cannot be decoded.</summary>
    int UndecodableCount { get; }

    /// <summary>Tells subscribers of everything again, from the store.</summary>
    void Resync();

    /// <summary>Lists everything again, and completes when the store shows it.</summary>
    Task RelistAsync();

    /// <summary>Follows the server until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
