using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Api.Naming;
using Keyframe.Core.Canonical;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Builders;

/// <summary>
/// One binding, one workload and the snapshots v0 to v3 in a cluster that lives in memory. It carries out plans as the operator
/// does, whole or up to where a test lets it die, and plays everybody else.
/// </summary>
internal sealed class Stage
{
    private readonly Dictionary<string, ConfigMapIdentity> _configMaps = [];
    private readonly List<string> _managers = [];
    private readonly List<KeptRevision> _revisions = [];
    private TemplateRemoval _removal;
    private int _made;

    public Stage(BindingBuilder? binding = null, WorkloadBuilder? workload = null)
    {
        Binding = (binding ?? A.Binding()).Build();
        Workload = (workload ?? A.Workload()).Build();
        foreach (string name in (string[])["v0", "v1", "v2", "v3"])
        {
            Snapshots[name] = A.Snapshot(name);
            _configMaps[A.ConfigMapNameOf(name)] = A.ConfigMap(A.ConfigMapNameOf(name), OwnerIdentity.Of(A.Snapshot(name).Build()));
        }

        Keep();
    }

    /// <summary>The workload's <c>kubernetes.io/change-cause</c>.</summary>
    public string? ChangeCause { get; private set; }

    public Dictionary<string, SnapshotBuilder> Snapshots { get; } = [];

    public GenAIDeployment Binding { get; private set; }

    public Workload Workload { get; private set; }

    /// <summary>The workload's pods, as far as a test is about them.</summary>
    public List<PodBuilder> Pods { get; } = [];

    public DateTimeOffset Now { get; private set; } = A.Moment;

    public GenAIDeploymentStatus Status => Binding.Status ?? new GenAIDeploymentStatus();

    public TemplateIdentity? Live => TemplateIdentity.Of(Workload.Spec.Template);

    /// <summary>The history, newest first, as <c>2:v2:Progressing</c>, with the revision that an entry took back.</summary>
    public string HistoryInShort => Short(Status);

    public static string Short(GenAIDeploymentStatus status) => string.Join(" ", status.History.Select(entry =>
        $"{entry.Revision}:{entry.Snapshot}:{entry.Result}{(entry.RollbackOf is { } taken ? $"<{taken}" : "")}"));

    public static bool AreEqual(GenAIDeploymentStatus? one, GenAIDeploymentStatus? other) =>
        JsonNode.DeepEquals(ToNode(one), ToNode(other));

    public RolloutObservation Observe()
    {
        string wanted = Binding.Spec.SnapshotRef.Name;
        string? active = Binding.Status?.Active?.Snapshot;
        string? pending = Binding.Status?.Pending?.Snapshot;
        SnapshotBuilder? snapshot = Snapshots.GetValueOrDefault(wanted);
        return new RolloutObservation(Binding, Now)
        {
            Workload = Workload,
            Pods = [.. Pods.Select(pod => pod.Build())],
            Snapshot = snapshot?.Build(),
            ConfigMap = _configMaps.GetValueOrDefault(A.ConfigMapNameOf(wanted)),
            OtherConfigMaps = [.. _configMaps.Values.Where(configMap => configMap.Name != A.ConfigMapNameOf(wanted))],
            Removal = _removal,
            MissingConfigMap =
                Workload.Spec.Template.Snapshot is { } mounted && !_configMaps.ContainsKey(mounted) ? mounted : null,
            Desired = snapshot?.Facts(),
            Active = active is null ? null : Snapshots.GetValueOrDefault(active)?.Facts(),
            Pending = pending is null ? null : Snapshots.GetValueOrDefault(pending)?.Facts(),
        };
    }

    public Plan<GenAIDeploymentStatus> Plan() => Plan(Observe());

    /// <summary>Plans as the operator does: reads the workload only where the plan depends on it.</summary>
    public Plan<GenAIDeploymentStatus> Plan(RolloutObservation observation) =>
        RolloutPlanner.Plan(observation) ?? RolloutPlanner.Plan(observation with { Reading = Read() })!;

    public bool HasWrites(Plan<GenAIDeploymentStatus> plan) =>
        plan.Template is not null || plan.WriteAhead is not null || plan.ConfigMaps.Count > 0 || !AreEqual(plan.Status, Binding.Status);

    /// <summary>Carries out a plan up to a step.</summary>
    public Stage Carry(Plan<GenAIDeploymentStatus> plan, Step upTo = Step.Status)
    {
        foreach (ConfigMapWrite write in plan.ConfigMaps)
        {
            var owners = Assert.IsType<ConfigMapWrite.SetOwners>(write);
            _configMaps[owners.Name] = _configMaps[owners.Name] with { Owners = owners.Owners };
        }

        if (plan.WriteAhead is { } ahead && upTo >= Step.WriteAhead)
        {
            Record(ahead);
        }

        if (plan.Template is { } template && upTo >= Step.Template)
        {
            Assert.Equal((Workload.Metadata.Uid, Workload.Metadata.ResourceVersion), (template.Uid, template.ResourceVersion));
            if (template.Section is { } section)
            {
                Assert.Contains(_configMaps[section.ConfigMapName].Owners, owner => owner.Uid == Workload.Metadata.Uid);
            }

            Land(template);
        }

        return upTo >= Step.Status ? Record(plan.Status) : this;
    }

    /// <summary>Looks and carries out, again and again, until there is nothing left to write.</summary>
    public Stage Settle()
    {
        for (int looks = 0; looks < 10; looks++)
        {
            Plan<GenAIDeploymentStatus> plan = Plan();
            if (!HasWrites(plan))
            {
                return this;
            }

            Carry(plan);
            Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Fail($"The plan does not settle: {Plan()}");
        return this;
    }

    /// <summary>Asks for a snapshot and lets all of its pods come up.</summary>
    public Stage RollOut(string snapshot) => Ask(snapshot).Settle().FinishPods().Settle();

    public Stage Ask(string snapshot, string? digest = null) =>
        Respec(spec => spec with { SnapshotRef = new SnapshotReference { Name = snapshot, Digest = digest } });

    public Stage Respec(Func<GenAIDeploymentSpec, GenAIDeploymentSpec> change)
    {
        Binding = Binding with { Spec = change(Binding.Spec) };
        return this;
    }

    public Stage Record(GenAIDeploymentStatus? status)
    {
        Binding = Binding with { Status = status };
        return this;
    }

    public Stage Pass(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>A template write reaches the API server.</summary>
    public Stage Land(TemplateWrite write)
    {
        ChangeCause = write.ChangeCause ?? ChangeCause;
        Edit(template => write.Section is { } section ? template.Carrying(section) : template.WithoutSection());
        Workload.IsHeldByOperator = write.Section is not null;
        Workload.IsClaimedByOperator = write.Section is not null;
        _managers.Clear();
        return this;
    }

    /// <summary>Somebody writes the pod template; pods begin to be replaced when it changes.</summary>
    public Stage Edit(Func<PodTemplate, PodTemplate> change)
    {
        PodTemplate changed = change(Workload.Spec.Template);
        bool same = JsonNode.DeepEquals(ToNode(changed), ToNode(Workload.Spec.Template));
        (bool held, bool claimed) = (Workload.IsHeldByOperator == true, Workload.IsClaimedByOperator);
        V1ObjectMeta metadata = Workload.Metadata;
        Workload = Workload with
        {
            Spec = Workload.Spec with { Template = changed },
            Metadata = new V1ObjectMeta
            {
                Name = metadata.Name,
                NamespaceProperty = metadata.NamespaceProperty,
                Uid = metadata.Uid,
                ResourceVersion = $"{long.Parse(metadata.ResourceVersion, null) + 1}",
                Generation = metadata.Generation + (same ? 0 : 1),
            },
            IsHeldByOperator = held,
            IsClaimedByOperator = claimed,
        };
        Keep();
        return this;
    }

    /// <summary>Somebody edits fields of ours.</summary>
    public Stage Edit(string manager, Func<PodTemplate, PodTemplate> change)
    {
        _managers.Insert(0, manager);
        return Edit(change);
    }

    /// <summary>kubectl rollout undo: the newest revision for which something holds comes back, with its change-cause.</summary>
    public Stage Undo(Func<PodTemplate, bool> which, string manager = "kubectl")
    {
        KeptRevision target = _revisions.Last(revision => which(revision.Template));
        _removal = TemplateIdentity.Of(target.Template) is null ? TemplateRemoval.Undone : TemplateRemoval.Unknown;
        ChangeCause = target.ChangeCause;
        Edit(manager, _ => target.Template);
        Workload.IsHeldByOperator = false;
        return this;
    }

    /// <summary>kubectl rollout undo to a revision that carried a snapshot.</summary>
    public Stage UndoTo(string snapshot) => Undo(template => TemplateIdentity.Of(template)?.Snapshot == snapshot);

    /// <summary>Everything of ours is removed, in a way that whoever watched could tell.</summary>
    public Stage Strip(TemplateRemoval how, string? manager = null)
    {
        _removal = how;
        Edit(manager ?? "kubectl-client-side-apply", template => template.WithoutSection());
        Workload.IsHeldByOperator = false;
        return this;
    }

    /// <summary>
    /// As if another version of the operator had rendered what is active: without the variable that names the directory.
    /// </summary>
    public Stage RenderedOtherwise()
    {
        PodTemplate other = Workload.Spec.Template.WithContainer("app", container => container with
        {
            Env = [.. container.Env.Where(variable => variable.Name != InjectedNames.DirectoryVariable)],
        });
        JsonObject section = SectionFields.Read((JsonObject)ToNode(other)!)!;
        string hash = Digest.Of(CanonicalJson.Serialize(JsonSerializer.SerializeToElement(section))).Short;
        _revisions.Clear();
        Edit(_ => other.WithAnnotation(Annotations.Injection, hash)).FinishPods();
        return Record(Status with
        {
            History = [.. Status.History.Select(entry => entry.Revision == Status.Active!.Revision ? entry with { Injection = hash } : entry)],
        });
    }

    /// <summary>A pod of what is in the template now is ready.</summary>
    public Stage RunPods()
    {
        Pods.Clear();
        Pods.Add(new PodBuilder("support-bot-0").With(Live!.Snapshot).Injected(Live.Injection).Of(_revisions[^1].Name));
        return this;
    }

    /// <summary>A pod of what is in the template now crashes, or, by false, none does.</summary>
    public Stage FailPods(bool fail = true)
    {
        Pods.Clear();
        if (fail)
        {
            Pods.Add(new PodBuilder("support-bot-1").With(Live!.Snapshot).Injected(Live.Injection).Of(_revisions[^1].Name)
                .Restarted("app", 3, Now, waiting: "CrashLoopBackOff", message: "no such tool"));
        }

        return this;
    }

    /// <summary>Kubernetes trims the revisions that it keeps, but never the one in force.</summary>
    public Stage Trim()
    {
        _revisions.RemoveRange(0, _revisions.Count - 1);
        return this;
    }

    /// <summary>Somebody asks by annotation.</summary>
    public Stage Request(string request)
    {
        Binding.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Request] = request };
        return this;
    }

    private WorkloadReading Read() => new(Workload.Metadata.ResourceVersion, ReadingOf(Workload.Spec.Template))
    {
        ChangeCause = ChangeCause,
        SectionManagers = [.. _managers],
        TemplateManagers = ["argocd-controller"],
        Revisions =
        [
            .. _revisions.Select((revision, index) => new RevisionReading(index + 1, ReadingOf(revision.Template))
            {
                Name = revision.Name,
                ChangeCause = revision.ChangeCause,
                CreatedAt = revision.CreatedAt,
            }).Reverse(),
        ],
    };

    /// <summary>Kubernetes keeps a revision of every template; one that comes back is the newest again.</summary>
    private void Keep()
    {
        KeptRevision? known = _revisions.Find(revision => JsonNode.DeepEquals(ToNode(revision.Template), ToNode(Workload.Spec.Template)));
        if (known is not null)
        {
            _revisions.Remove(known);
        }

        _revisions.Add(new KeptRevision(known?.Name ?? $"r{++_made}", Workload.Spec.Template, ChangeCause, known?.CreatedAt ?? Now));
    }

    private static TemplateReading ReadingOf(PodTemplate template) => new((JsonObject)ToNode(template)!);

    public Stage FinishPods()
    {
        Workload = Workload with
        {
            Status = WorkloadBuilder.Complete(Workload.Spec.Replicas ?? 1, Workload.Metadata.Generation ?? 0),
        };
        return this;
    }

    public Stage Report(Func<WorkloadProgress, WorkloadProgress> change)
    {
        Workload = Workload with { Status = change(Workload.Status) };
        return this;
    }

    /// <summary>Somebody sets the partition of the StatefulSet.</summary>
    public Stage Partition(int partition)
    {
        var update = new UpdateStrategy { Type = "RollingUpdate", RollingUpdate = new RollingUpdate { Partition = partition } };
        Workload = Workload with { Spec = Workload.Spec with { UpdateStrategy = update } };
        return this;
    }

    /// <summary>Somebody pauses the workload.</summary>
    public Stage Pause()
    {
        Workload = Workload with { Spec = Workload.Spec with { Paused = true } };
        return this;
    }

    public Stage LoseConfigMap(string snapshot)
    {
        _configMaps.Remove(A.ConfigMapNameOf(snapshot));
        return this;
    }

    public ConfigMapIdentity ConfigMapOf(string snapshot) => _configMaps[A.ConfigMapNameOf(snapshot)];

    private static JsonNode? ToNode(GenAIDeploymentStatus? status) =>
        status is null ? null : JsonSerializer.SerializeToNode(status, KeyframeJsonContext.Default.GenAIDeploymentStatus);

    private static JsonNode? ToNode(PodTemplate template) =>
        JsonSerializer.SerializeToNode(template, WorkloadJsonContext.Default.PodTemplate);

    private sealed record KeptRevision(string Name, PodTemplate Template, string? ChangeCause, DateTimeOffset CreatedAt);
}
