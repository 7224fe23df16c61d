using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;

namespace Keyframe.Runtime.Transport;

/// <summary>A field that a server-side apply wanted and another manager owns with another value.</summary>
/// <param name="Manager">The other manager, such as <c>kubectl</c>.</param>
/// <param name="Field">The path of the field, such as <c>.spec.replicas</c>.</param>
public sealed record FieldConflict(string Manager, string Field)
{
    private const string Prefix = "conflict with ";

    /// <summary>
    /// Reads the causes of a Status. The server writes <c>conflict with "manager" [with subresource "s"] [using v [at t]]</c>,
    /// the manager as a quoted Go string (k8s.io/apimachinery managedfields/internal/conflict.go).
    /// </summary>
    internal static IReadOnlyList<FieldConflict> In(V1Status status) =>
        status.Details?.Causes is not { } causes
            ? []
            : [.. from cause in causes
                  where cause.Reason == "FieldManagerConflict"
                  select new FieldConflict(ManagerOf(cause.Message ?? ""), cause.Field ?? "")];

    private static string ManagerOf(string message)
    {
        if (!message.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return message;
        }

        string rest = message[Prefix.Length..];
        int end = EndOfQuoted(rest);
        return end > 0 ? Unquote(rest[..end]) : rest;
    }

    private static int EndOfQuoted(string text)
    {
        if (text.Length == 0 || text[0] != '"')
        {
            return 0;
        }

        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i + 1;
            }
        }

        return 0;
    }

    private static string Unquote(string quoted)
    {
        try
        {
            return JsonNode.Parse(quoted)!.GetValue<string>();
        }
        catch (JsonException)
        {
            return quoted[1..^1];   // an escape that Go has and JSON has not: show it as the server wrote it
        }
    }
}
