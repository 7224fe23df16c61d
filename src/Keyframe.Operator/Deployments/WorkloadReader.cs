using System.Globalization;
using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Core.Pods;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Workloads;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Deployments;

/// <summary>
/// Reads a workload and its revisions whole. Two requests, and only where a decision depends on more than caches hold.
/// </summary>
/// <param name="transport">The connection.</param>
internal sealed class WorkloadReader(ApiTransport transport)
{
    /// <summary>Reads a workload.</summary>
    /// <param name="workload">The workload as the cache shows it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The reading; null where the API server has another version by now. Then the cache is about to show that one.
    /// </returns>
    public async Task<WorkloadReading?> ReadAsync(Workload workload, CancellationToken cancellationToken)
    {
        ResourceClient<WholeObject> client = transport.Resource(ResourceTypes.Whole(workload.Kind));
        WholeObject? found = await client.GetAsync(ObjectKey.Of(workload), cancellationToken);
        if (found?.Template is not { } template || found.Metadata.Uid != workload.Metadata.Uid
            || found.Metadata.ResourceVersion != workload.Metadata.ResourceVersion)
        {
            return null;
        }

        return new WorkloadReading(found.Metadata.ResourceVersion, new TemplateReading(template))
        {
            ChangeCause = ChangeCauseOf(found),
            SectionManagers = FieldOwners.OfSection(found.Metadata.ManagedFields),
            TemplateManagers = FieldOwners.OfTemplate(found.Metadata.ManagedFields),
            Revisions =
            [
                .. (await RevisionsAsync(found, workload.Kind, cancellationToken)).OrderByDescending(revision => revision.Number),
            ],
        };
    }

    private async Task<List<RevisionReading>> RevisionsAsync(WholeObject workload, string kind, CancellationToken cancellationToken)
    {
        ResourceClient<WholeObject> client = transport.Resource(
            ResourceTypes.Whole(kind == ResourceTypes.Deployments.Kind ? "ReplicaSet" : "ControllerRevision"));
        var scope = new ListOptions { Namespace = workload.Metadata.NamespaceProperty, LabelSelector = SelectorOf(workload) };
        var found = new List<RevisionReading>();
        await foreach (ListPage<WholeObject> page in client.ListAsync(scope, cancellationToken))
        {
            if (page.IsRestart)
            {
                found.Clear();
            }

            found.AddRange(page.Items.Where(item => IsRevisionOf(item, workload)).Select(ToReading).OfType<RevisionReading>());
        }

        return found;
    }

    /// <summary>Revisions have the labels of the template, so that the workload's own selector finds them among others'.</summary>
    private static string? SelectorOf(WholeObject workload) =>
        (workload.Spec?["selector"] as JsonObject)?["matchLabels"] is JsonObject { Count: > 0 } labels
            ? string.Join(',', labels.Select(label => $"{label.Key}={label.Value}"))
            : null;

    private static bool IsRevisionOf(WholeObject item, WholeObject workload) =>
        item.Metadata.OwnerReferences?.Any(owner => owner.Controller == true && owner.Uid == workload.Metadata.Uid) == true;

    private static RevisionReading? ToReading(WholeObject item)
    {
        if (item.Template is not { } template)
        {
            return null;
        }

        string? number = item.Metadata.Annotations?.TryGetValue(ResourceTypes.Revision, out string? text) == true ? text : null;
        var reading = new TemplateReading(template);
        return new RevisionReading(
            long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long revision) ? revision : item.Revision,
            reading)
        {
            Name = NameOf(item),
            ChangeCause = ChangeCauseOf(item),
            Image = ImageOf(template, reading.Section?.Containers),
            CreatedAt = item.Metadata.CreationTimestamp is { } created ? new DateTimeOffset(created.ToUniversalTime()) : default,
        };
    }

    /// <summary>Pods of a StatefulSet have the name of its ControllerRevision in their label, others that revision's own label.</summary>
    private static string NameOf(WholeObject item) =>
        new[] { Pod.TemplateHash, Pod.RevisionHash }.Select(label => item.Metadata.Labels?.TryGetValue(label, out string? hash) == true ? hash : null)
            .FirstOrDefault(hash => hash is not null) ?? item.Metadata.Name;

    private static string? ImageOf(JsonObject template, IReadOnlyList<string>? containers) =>
        (template["spec"]?["containers"] as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(container => containers is [{ } first, ..] && container["name"]?.GetValue<string>() == first)?["image"]
            ?.GetValue<string>();

    private static string? ChangeCauseOf(WholeObject item) =>
        item.Metadata.Annotations?.TryGetValue(Annotations.ChangeCause, out string? cause) == true ? cause : null;
}
