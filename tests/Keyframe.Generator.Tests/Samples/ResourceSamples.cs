using k8s.Models;
using Keyframe.Api.Schema;

namespace Keyframe.Generator.Tests.Samples;

/// <summary>A widget.</summary>
[CustomResource("Widget", "widgets", Singular = "widget")]
[PrinterColumn("Name", ".spec.name")]
[PrinterColumn("Note", ".spec.name", Wide = true, Description = "The name again", Type = "string")]
internal sealed record WidgetSample
{
    public string ApiVersion { get; init; } = "";

    public string Kind { get; init; } = "";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    [Required]
    public Part Spec { get; init; } = new();

    /// <summary>What is.</summary>
    public Part? Status { get; init; }
}

/// <summary>Not a custom resource's shape.</summary>
[CustomResource("Rootless", "rootlesses", Singular = "rootless")]
internal sealed record RootlessSample
{
    /// <summary>What is wanted.</summary>
    [Required]
    public Part Spec { get; init; } = new();
}

/// <summary>A widget without a spec.</summary>
[CustomResource("OptionalSpec", "optionalspecs", Singular = "optionalspec")]
internal sealed record OptionalSpecSample
{
    public string ApiVersion { get; init; } = "";

    public string Kind { get; init; } = "";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    public Part? Spec { get; init; }

    /// <summary>What is.</summary>
    public Part? Status { get; init; }
}

/// <summary>A rule reaches a text without bounds.</summary>
[CustomResource("UnboundedRule", "unboundedrules", Singular = "unboundedrule")]
internal sealed record UnboundedRuleSample
{
    public string ApiVersion { get; init; } = "";

    public string Kind { get; init; } = "";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    [Required]
    [CelRule("self.text.contains('x')", "text must have an x")]
    public UnboundedSpec Spec { get; init; } = new();

    /// <summary>What is.</summary>
    public Part? Status { get; init; }
}

/// <summary>Has a text without bounds.</summary>
internal sealed record UnboundedSpec
{
    /// <summary>The text.</summary>
    public string Text { get; init; } = "";
}
