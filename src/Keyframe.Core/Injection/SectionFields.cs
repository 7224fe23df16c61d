using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Keyframe.Api.Naming;

namespace Keyframe.Core.Injection;

/// <summary>
/// Takes a whole pod template apart into Keyframe's section and the rest. It goes by the names of <see cref="InjectedNames"/>,
/// whatever version of the operator wrote the fields: names are only ever added there.
/// </summary>
internal static class SectionFields
{
    /// <summary>What Kubernetes and kubectl write into templates to tell revisions apart. They are nobody's configuration.</summary>
    private static readonly FrozenSet<string> Bookkeeping = FrozenSet.Create(
        StringComparer.Ordinal, "pod-template-hash", "controller-revision-hash", "kubectl.kubernetes.io/restartedAt");

    private static readonly FrozenSet<string> OurMetadata = FrozenSet.Create(
        StringComparer.Ordinal, Labels.Snapshot, Annotations.Digest, Annotations.Injection);

    /// <summary>
    /// The section, in the order in which it is rendered and without the hash of itself; null where the template has none.
    /// </summary>
    public static JsonObject? Read(JsonObject template)
    {
        if (Map(template, "metadata", "annotations")?[Annotations.Digest] is not { } digest)
        {
            return null;
        }

        var labels = new JsonObject();
        if (Map(template, "metadata", "labels")?[Labels.Snapshot] is { } snapshot)
        {
            labels[Labels.Snapshot] = snapshot.DeepClone();
        }

        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = labels,
                ["annotations"] = new JsonObject { [Annotations.Digest] = digest.DeepClone() },
            },
            ["spec"] = new JsonObject
            {
                ["volumes"] = Ours(Items(template["spec"], "volumes"), IsOurVolume, "name"),
                ["containers"] = new JsonArray(
                [
                    .. Items(template["spec"], "containers").Select(Section).OfType<JsonObject>()
                        .OrderBy(container => Text(container, "name"), StringComparer.Ordinal),
                ]),
            },
        };
    }

    /// <summary>Everything else of the template, without what only tells revisions apart.</summary>
    public static JsonObject Rest(JsonObject template)
    {
        var rest = (JsonObject)template.DeepClone();
        foreach (string map in (string[])["labels", "annotations"])
        {
            if (Map(rest, "metadata", map) is { } entries)
            {
                foreach (string name in OurMetadata.Concat(Bookkeeping))
                {
                    entries.Remove(name);
                }

                RemoveEmpty((JsonObject)rest["metadata"]!, map);
            }
        }

        (rest["metadata"] as JsonObject)?.Remove("creationTimestamp");
        RemoveEmpty(rest, "metadata");
        // Only patches have it: a ControllerRevision keeps its template as one.
        rest.Remove("$patch");
        Remove(rest["spec"], "volumes", IsOurVolume);
        foreach (JsonObject container in Items(rest["spec"], "containers"))
        {
            Remove(container, "volumeMounts", IsOurMount);
            Remove(container, "env", IsOurVariable);
        }

        return rest;
    }

    private static JsonObject? Section(JsonObject container)
    {
        JsonArray mounts = Ours(Items(container, "volumeMounts"), IsOurMount, "mountPath");
        var environment = new JsonArray(
        [
            .. InjectedNames.Variables
                .SelectMany(name => Items(container, "env").Where(variable => Text(variable, "name") == name))
                .Select(variable => variable.DeepClone()),
        ]);
        return mounts.Count + environment.Count == 0
            ? null
            : new JsonObject { ["name"] = Text(container, "name"), ["volumeMounts"] = mounts, ["env"] = environment };
    }

    private static bool IsOurVolume(JsonObject volume) => Text(volume, "name") == InjectedNames.Volume;

    private static bool IsOurMount(JsonObject mount) => Text(mount, "name") == InjectedNames.Volume;

    private static bool IsOurVariable(JsonObject variable) =>
        InjectedNames.Variables.Contains(Text(variable, "name") ?? "", StringComparer.Ordinal);

    private static JsonArray Ours(IEnumerable<JsonObject> items, Func<JsonObject, bool> which, string key) =>
        new([.. items.Where(which).OrderBy(item => Text(item, key), StringComparer.Ordinal).Select(item => item.DeepClone())]);

    private static void Remove(JsonNode? parent, string list, Func<JsonObject, bool> which)
    {
        if ((parent as JsonObject)?[list] is not JsonArray items)
        {
            return;
        }

        foreach (JsonObject item in items.OfType<JsonObject>().Where(which).ToArray())
        {
            items.Remove(item);
        }

        RemoveEmpty((JsonObject)parent, list);
    }

    private static void RemoveEmpty(JsonObject parent, string name)
    {
        if (parent[name] is null or JsonObject { Count: 0 } or JsonArray { Count: 0 })
        {
            parent.Remove(name);
        }
    }

    private static IEnumerable<JsonObject> Items(JsonNode? parent, string list) =>
        (parent as JsonObject)?[list] is JsonArray items ? items.OfType<JsonObject>() : [];

    private static JsonObject? Map(JsonObject template, string parent, string map) =>
        (template[parent] as JsonObject)?[map] as JsonObject;

    private static string? Text(JsonObject item, string name) =>
        item[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
