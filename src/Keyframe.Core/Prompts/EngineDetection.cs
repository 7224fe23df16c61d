using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Prompts;

/// <summary>The template language of a prompt that names none.</summary>
internal static class EngineDetection
{
    // MLflow asks for both {% and %}; an opening one without its end is broken Jinja2 rather than sound Mustache.
    public static TemplateEngine Detect(IEnumerable<Passage> passages) =>
        passages.Any(passage => passage.Text.Contains("{%", StringComparison.Ordinal))
            ? TemplateEngine.Jinja2
            : TemplateEngine.Mustache;
}
