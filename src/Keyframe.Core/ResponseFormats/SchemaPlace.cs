using System.Globalization;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.ResponseFormats;

/// <summary>A place in a schema, as a person writes it: <c>spec.responseFormat.properties["first name"].anyOf[1]</c>.</summary>
internal sealed class SchemaPlace
{
    private const int MaxNameLength = 60;

    private readonly SchemaPlace? _parent;
    private readonly string? _name;
    private readonly int _index;

    private SchemaPlace(SchemaPlace? parent, string? name, int index) => (_parent, _name, _index) = (parent, name, index);

    public static SchemaPlace Root(string name) => new(null, name, 0);

    public SchemaPlace Then(string name) => new(this, name, 0);

    public SchemaPlace Then(int index) => new(this, null, index);

    // Only the place of a fault is ever written out; schemas are at most CanonicalJson.MaxDepth deep.
    public override string ToString() => (_parent, _name) switch
    {
        (null, _) => _name!,
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"{_parent}[{_index}]"),
        _ => IsPlain(_name) ? $"{_parent}.{_name}" : $"{_parent}[{CanonicalText.Quote(_name)}]",
    };

    private static bool IsPlain(string name) => name.Length is > 0 and <= MaxNameLength && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');
}
