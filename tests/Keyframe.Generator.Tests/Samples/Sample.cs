using Keyframe.Generator.Documentation;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Tests.Samples;

/// <summary>Walks the sample types.</summary>
internal static class Sample
{
    public static XmlDocumentation Documentation { get; } = XmlDocumentation.Of(typeof(Sample).Assembly);

    public static SchemaNode Walk(Type type) =>
        new SchemaWalker(SampleContext.Default.Options, Documentation).Walk(type, "Sample");
}
