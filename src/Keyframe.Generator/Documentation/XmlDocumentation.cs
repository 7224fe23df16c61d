using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Keyframe.Generator.Documentation;

/// <summary>Summaries of XML docs as plain text, for readers who know the manifests and not the C# types.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, XElement> summaries;

    private XmlDocumentation(Dictionary<string, XElement> summaries) => this.summaries = summaries;

    /// <summary>The docs that the compiler wrote beside an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <exception cref="FileNotFoundException">There are none: the project lacks GenerateDocumentationFile.</exception>
    public static XmlDocumentation Of(Assembly assembly)
    {
        string path = Path.ChangeExtension(assembly.Location, ".xml");
        return File.Exists(path)
            ? Parse(XDocument.Load(path, LoadOptions.PreserveWhitespace))
            : throw new FileNotFoundException(
                $"{path} is missing: build {assembly.GetName().Name} with GenerateDocumentationFile");
    }

    /// <summary>Docs from a document in the compiler's format.</summary>
    /// <param name="document">The document.</param>
    public static XmlDocumentation Parse(XDocument document) => new(document.Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!, StringComparer.Ordinal));

    /// <summary>The summary of a type or member on one line, or null where it has none of its own.</summary>
    /// <param name="member">A type, property or field.</param>
    public string? Summary(MemberInfo member)
    {
        string? text = summaries.TryGetValue(Id(member), out XElement? summary) ? Text(summary) : null;
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static string Id(MemberInfo member) => member switch
    {
        Type type => $"T:{TypeName(type)}",
        PropertyInfo => $"P:{TypeName(member.DeclaringType!)}.{member.Name}",
        FieldInfo => $"F:{TypeName(member.DeclaringType!)}.{member.Name}",
        _ => throw new ArgumentException($"no summaries are read for {member.MemberType}", nameof(member)),
    };

    private static string TypeName(Type type) =>
        (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Text(XElement element)
    {
        StringBuilder text = new();
        Append(text, element);
        return Whitespace().Replace(text.ToString(), " ").Trim();
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (XNode node in element.Nodes())
        {
            _ = node switch
            {
                XText words => text.Append(words.Value),
                XElement { Name.LocalName: "para" or "br" } break_ => AppendBreak(text, break_),
                XElement inner when Reference(inner) is { } word => text.Append(word),
                XElement inner => AppendInner(text, inner),
                _ => text,
            };
        }
    }

    private static StringBuilder AppendBreak(StringBuilder text, XElement element) =>
        AppendInner(text.Append(' '), element).Append(' ');

    private static StringBuilder AppendInner(StringBuilder text, XElement element)
    {
        Append(text, element);
        return text;
    }

    // A reference with words of its own shows these; otherwise the last word of what it refers to.
    private static string? Reference(XElement element)
    {
        if (element.Nodes().Any())
        {
            return null;
        }

        return element.Attribute("langword")?.Value
            ?? element.Attribute("href")?.Value
            ?? element.Attribute("name")?.Value
            ?? (element.Attribute("cref")?.Value is { } cref ? Word(cref) : null);
    }

    private static string Word(string cref)
    {
        string name = cref[(cref.IndexOf(':') + 1)..].Split('(')[0].Split('.')[^1].Split('`')[0];
        return cref.StartsWith("P:", StringComparison.Ordinal) ? JsonNamingPolicy.CamelCase.ConvertName(name) : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
