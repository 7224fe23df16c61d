using System.Text.Json.Nodes;
using Keyframe.Core.Injection;

namespace Keyframe.Core.Rollouts;

/// <summary>A whole pod template, taken apart into Keyframe's section and the rest.</summary>
/// <param name="template">The template as the API server keeps it.</param>
public sealed class TemplateReading(JsonObject template)
{
    /// <summary>The section, where the template carries a whole one; else null.</summary>
    public InjectionSection? Section { get; } = InjectionSection.Read(template);

    /// <summary>Everything that is not Keyframe's, and not bookkeeping of Kubernetes or kubectl.</summary>
    public JsonObject Rest { get; } = SectionFields.Rest(template);

    /// <summary>Whether another template carries the same, bookkeeping aside.</summary>
    /// <param name="other">The other.</param>
    public bool IsSameAs(TemplateReading other) =>
        Section?.Hash == other.Section?.Hash && JsonNode.DeepEquals(Rest, other.Rest);
}
