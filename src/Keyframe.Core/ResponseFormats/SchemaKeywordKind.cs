namespace Keyframe.Core.ResponseFormats;

/// <summary>What the value of a keyword must be.</summary>
internal enum SchemaKeywordKind
{
    /// <summary>A schema.</summary>
    Schema,

    /// <summary>A schema, or a list of them (<c>items</c> before draft 2020-12).</summary>
    Items,

    /// <summary>A list of at least one schema.</summary>
    Schemas,

    /// <summary>Schemas by name.</summary>
    SchemaMap,

    /// <summary>Schemas by regular expression.</summary>
    PatternMap,

    /// <summary>Schemas or lists of names, by name (<c>dependencies</c> of draft-07).</summary>
    Dependencies,

    /// <summary>Lists of names, by name.</summary>
    NameLists,

    /// <summary>A list of unique names.</summary>
    Names,

    /// <summary>A type or a list of unique types.</summary>
    Types,

    /// <summary>A list of at least one value.</summary>
    Values,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A number above 0.</summary>
    PositiveNumber,

    /// <summary>An integer of at least 0.</summary>
    Count,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A regular expression.</summary>
    Pattern,

    /// <summary>A reference to a schema.</summary>
    Reference,

    /// <summary>A list of anything.</summary>
    List,

    /// <summary>Anything.</summary>
    Free,
}
