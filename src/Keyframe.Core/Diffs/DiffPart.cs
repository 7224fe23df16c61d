namespace Keyframe.Core.Diffs;

/// <summary>The parts of a snapshot, in the order in which people want to hear of them.</summary>
public enum DiffPart
{
    /// <summary>The application's name.</summary>
    App,

    /// <summary>The snapshot's version.</summary>
    Version,

    /// <summary>A prompt, by its name in the snapshot.</summary>
    Prompt,

    /// <summary>The model.</summary>
    Model,

    /// <summary>A retrieval source, by name.</summary>
    Retrieval,

    /// <summary>A reranker, by name.</summary>
    Reranker,

    /// <summary>A tool, by name.</summary>
    Tool,

    /// <summary>A guardrail, by name.</summary>
    Guardrail,

    /// <summary>The settings.</summary>
    Settings,

    /// <summary>The code.</summary>
    Code,

    /// <summary>A part that this version of Keyframe does not know, by its name in the document.</summary>
    Other,
}
