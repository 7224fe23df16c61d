using Keyframe.Operator.Logging;
using YamlDotNet.Core.Events;
using YamlDotNet.Core;

namespace Keyframe.Operator.Settings.Sources;

/// <summary>Reads a file of settings: one YAML mapping from names to scalars. JSON is YAML too.</summary>
internal static class SettingsFile
{
    /// <summary>Reads it; no settings where the path is null.</summary>
    public static SettingsSource Read(string? path)
    {
        var source = new SettingsSource();
        if (path is null)
        {
            return source;
        }

        try
        {
            using var reader = new StreamReader(path);
            Read(new Parser(reader), Printable.Escape(path), source);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            source.Problems.Add($"the settings file cannot be read: {Printable.Escape(unreadable.Message)}");
        }
        catch (YamlException wrong)
        {
            source.Problems.Add($"{Printable.Escape(path)} line {wrong.Start.Line}: {Printable.Escape(wrong.Message)}");
        }

        return source;
    }

    private static void Read(Parser parser, string path, SettingsSource source)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return;   // an empty file
        }

        if (!parser.TryConsume<MappingStart>(out _))
        {
            source.Problems.Add($"{path} line {parser.Current!.Start.Line}: a file of settings is a mapping, name: value");
            return;
        }

        while (!parser.TryConsume<MappingEnd>(out _))
        {
            ReadEntry(parser, path, source);
        }

        parser.Consume<DocumentEnd>();
        if (!parser.TryConsume<StreamEnd>(out _))
        {
            source.Problems.Add($"{path} line {parser.Current!.Start.Line}: a file of settings is one document");
        }
    }

    private static void ReadEntry(Parser parser, string path, SettingsSource source)
    {
        string place = $"{path} line {parser.Current!.Start.Line}";
        string? name = Scalar(parser);
        string? value = Scalar(parser);
        Setting? setting = name is null ? null : SettingsTable.Find(name);
        if (name is null)
        {
            source.Problems.Add($"{place}: the name of a setting is plain text");
        }
        else if (setting is null)
        {
            source.Problems.Add($"{place}: {Printable.Quote(name)} is unknown{NearestName.Hint(name, Names)}");
        }
        else if (setting == SettingsTable.Config)
        {
            source.Problems.Add($"{place}: a settings file cannot name another one");
        }
        else if (source.OriginOf(setting) is { } first)
        {
            source.Problems.Add($"{place}: {name} stands in {first} already");
        }
        else if (value is null)
        {
            source.Problems.Add($"{place}: {name} has one plain value: {setting.Allowed}");
        }
        else
        {
            source.Add(setting, value, place);
        }
    }

    private static IEnumerable<string> Names =>
        SettingsTable.All.Where(known => known != SettingsTable.Config).Select(known => known.Name);

    /// <summary>The text of a scalar; null for what YAML calls null, and for anything else, which is skipped.</summary>
    private static string? Scalar(Parser parser)
    {
        if (!parser.TryConsume<Scalar>(out Scalar? scalar))
        {
            parser.SkipThisAndNestedEvents();
            return null;
        }

        bool isNull = scalar.IsPlainImplicit && scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";
        return isNull ? null : scalar.Value;
    }
}
