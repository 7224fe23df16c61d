using System.Text.Json;
using k8s.Models;
using Keyframe.Api.Naming;

namespace Keyframe.Operator.Resources;

/// <summary>Tells from <c>metadata.managedFields</c> who holds which part of a pod template.</summary>
internal static class FieldOwners
{
    private static readonly string[] OurMetadata = [$"f:{Labels.Snapshot}", $"f:{Annotations.Digest}", $"f:{Annotations.Injection}"];

    private static readonly string[] OurItems =
        [KeyOf(InjectedNames.Volume), .. InjectedNames.Variables.Select(KeyOf)];

    /// <summary>
    /// Whether the operator is among those that hold the identity of our section, all of it: an undo takes away what differs alone, which
    /// between two ways of injecting one snapshot is the hash.
    /// </summary>
    /// <param name="entries">The managed fields.</param>
    /// <returns>Null where the object does not tell.</returns>
    public static bool? IsHeldByOperator(IEnumerable<V1ManagedFieldsEntry>? entries) => entries?
        .Any(entry => entry.Manager == FieldManagers.Operator
            && OurMetadata.All(field => Names(entry, name => name == field)));

    /// <summary>Whether an apply of the operator owns anything of the template.</summary>
    /// <param name="entries">The managed fields; null for none.</param>
    public static bool IsClaimedByOperator(IEnumerable<V1ManagedFieldsEntry>? entries) => entries?
        .Any(entry => entry is { Manager: FieldManagers.Operator, Operation: "Apply" } && Names(entry, static name => name == "f:template")) == true;

    /// <summary>The managers, the operator aside, that hold fields of our section, newest first.</summary>
    /// <param name="entries">The managed fields; null for none.</param>
    public static IReadOnlyList<string> OfSection(IEnumerable<V1ManagedFieldsEntry>? entries) =>
        Others(entries, name => OurMetadata.Contains(name) || OurItems.Contains(name));

    /// <summary>The managers, the operator aside, that hold anything of the template, newest first.</summary>
    /// <param name="entries">The managed fields; null for none.</param>
    public static IReadOnlyList<string> OfTemplate(IEnumerable<V1ManagedFieldsEntry>? entries) =>
        Others(entries, static name => name == "f:template");

    private static string KeyOf(string name) => $$"""k:{"name":"{{name}}"}""";

    private static IReadOnlyList<string> Others(IEnumerable<V1ManagedFieldsEntry>? entries, Func<string, bool> which) =>
    [
        .. (entries ?? []).Where(entry => entry.Manager != FieldManagers.Operator && string.IsNullOrEmpty(entry.Subresource))
            .Where(entry => Names(entry, which))
            .OrderByDescending(entry => entry.Time)
            .Select(entry => entry.Manager)
            .Distinct(StringComparer.Ordinal),
    ];

    private static bool Names(V1ManagedFieldsEntry entry, Func<string, bool> which) =>
        entry.FieldsV1 is JsonElement fields && Names(fields, which);

    private static bool Names(JsonElement fields, Func<string, bool> which) =>
        fields.ValueKind == JsonValueKind.Object
        && fields.EnumerateObject().Any(member => which(member.Name) || Names(member.Value, which));
}
