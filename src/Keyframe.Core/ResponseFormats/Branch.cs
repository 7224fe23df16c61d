using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>One of the schemas of <c>anyOf</c>, <c>oneOf</c> or <c>allOf</c>, or a part of one that allows several
/// types.</summary>
/// <param name="Schema">As it is written, with its reference; null for a part.</param>
/// <param name="View">What it says.</param>
internal sealed record Branch(JsonNode? Schema, SchemaView View);
