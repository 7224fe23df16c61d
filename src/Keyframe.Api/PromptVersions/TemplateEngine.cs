namespace Keyframe.Api.PromptVersions;

/// <summary>The language of a prompt template.</summary>
public enum TemplateEngine
{
    /// <summary>Variables as <c>{{name}}</c> or <c>{{a.b}}</c>, nothing else.</summary>
    Mustache,

    /// <summary>The language of Jinja2; variable checks are advisory, since <c>{% set %}</c> and <c>{% for %}</c> need its parser.</summary>
    Jinja2,

    /// <summary>Plain text without variables.</summary>
    None,
}
