namespace Keyframe.Core.Diffs;

/// <summary>What a change is about, for whoever decides who has to look at it.</summary>
public enum ChangeClass
{
    /// <summary>
    /// What things are called: the app's name, the snapshot's version, a prompt's logical name, version and digest.
    /// </summary>
    Label,

    /// <summary>What a prompt says.</summary>
    Wording,

    /// <summary>What the application fills in: variables, placeholders, the template language.</summary>
    Variables,

    /// <summary>The response format of a prompt.</summary>
    OutputSchema,

    /// <summary>Which model answers: name, provider, version, endpoint.</summary>
    Model,

    /// <summary>How it is called: temperature, top_p, seed, max_tokens and every other parameter.</summary>
    Sampling,

    /// <summary>Retrieval sources.</summary>
    Retrieval,

    /// <summary>Rerankers.</summary>
    Reranking,

    /// <summary>Tools.</summary>
    Tools,

    /// <summary>Guardrails.</summary>
    Guardrails,

    /// <summary>Settings, and parts that this version of Keyframe does not know.</summary>
    Settings,

    /// <summary>The code that is recorded with the configuration.</summary>
    Code,
}
