using System.Collections.Immutable;

namespace Keyframe.Generator.Schemas;

/// <summary>Where a walk stands: the path for messages, and the types around it, by which recursion is found.</summary>
/// <param name="Path">As <c>Kind.spec.list[].field</c>.</param>
/// <param name="Ancestors">The object types being walked, innermost last.</param>
internal readonly record struct SchemaPlace(string Path, ImmutableArray<Type> Ancestors)
{
    /// <summary>The start of a walk.</summary>
    /// <param name="name">The first word of every path.</param>
    public static SchemaPlace Root(string name) => new(name, []);

    /// <summary>The place of a property of this object.</summary>
    /// <param name="name">The property's JSON name.</param>
    public SchemaPlace Property(string name) => this with { Path = $"{Path}.{name}" };

    /// <summary>The place of this list's items.</summary>
    public SchemaPlace Items() => this with { Path = $"{Path}[]" };

    /// <summary>The place of this map's values.</summary>
    public SchemaPlace Values() => this with { Path = $"{Path}.*" };

    /// <summary>This place, inside an object of the type.</summary>
    /// <param name="type">The object's type.</param>
    /// <exception cref="SchemaException">The type is already around this place.</exception>
    public SchemaPlace Inside(Type type) => Ancestors.Contains(type)
        ? throw Fault($"{type.Name} contains itself; a structural schema cannot recurse, so make the inner one JsonElement")
        : this with { Ancestors = Ancestors.Add(type) };

    /// <summary>An error at this place.</summary>
    /// <param name="reason">What is wrong and what to do.</param>
    public SchemaException Fault(string reason) => new(Path, reason);
}
