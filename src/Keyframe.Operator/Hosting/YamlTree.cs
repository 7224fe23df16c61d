using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Keyframe.Operator.Hosting;

/// <summary>
/// A YAML document as plain dictionaries, lists and strings: no reflection, and unlike YamlDotNet's own tree, of a key given
/// twice the last one counts, as it does for the Kubernetes client.
/// </summary>
internal sealed class YamlTree
{
    // Far deeper than any configuration, far from the end of the stack.
    private const int MaxDepth = 64;

    private readonly Dictionary<AnchorName, object?> _anchors = [];
    private readonly MergingParser _parser;

    private YamlTree(TextReader text) => _parser = new MergingParser(new Parser(text));

    /// <summary>Reads the first document.</summary>
    /// <param name="text">YAML, thus also JSON.</param>
    /// <returns>
    /// A <see cref="Dictionary{TKey,TValue}"/> of string to node, a <see cref="List{T}"/> of nodes, a string, or null: also where
    /// there is no document.
    /// </returns>
    /// <exception cref="YamlException">This is not YAML, or nested deeper than 64 levels.</exception>
    public static object? Read(TextReader text)
    {
        YamlTree tree = new(text);
        tree._parser.Consume<StreamStart>();
        return tree._parser.TryConsume<DocumentStart>(out _) ? tree.Node(0) : null;
    }

    private object? Node(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
        {
            return _anchors.TryGetValue(alias.Value, out object? known)
                ? known
                : throw new YamlException(alias.Start, alias.End, $"No anchor {alias.Value} before its alias");
        }

        NodeEvent start = _parser.Consume<NodeEvent>();
        if (depth > MaxDepth)
        {
            throw new YamlException(start.Start, start.End, $"Nested deeper than {MaxDepth} levels");
        }

        object? node = start switch
        {
            MappingStart => Mapping(depth),
            SequenceStart => Sequence(depth),
            Scalar scalar => IsNull(scalar) ? null : scalar.Value,
            _ => throw new YamlException(start.Start, start.End, $"Unexpected {start}"),
        };
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = node;
        }

        return node;
    }

    private Dictionary<string, object?> Mapping(int depth)
    {
        Dictionary<string, object?> members = new(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            object? key = Node(depth + 1);
            members[key as string ?? ""] = Node(depth + 1);
        }

        return members;
    }

    private List<object?> Sequence(int depth)
    {
        List<object?> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return items;
    }

    private static bool IsNull(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty
        && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
}
