using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Pods;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>
/// The API server and Kubernetes' own controllers, as far as a binding can tell: versions and guards, owners of fields, the revisions
/// that are kept of a workload, ConfigMaps and who keeps them alive, pods that come up or crash.
/// </summary>
internal sealed class StormCluster
{
    private readonly Dictionary<string, ConfigMapIdentity> _configMaps = [];
    private readonly List<StormRevision> _revisions = [];
    private long _version = 100;
    private int _workloads;
    private int _made;
    private string _ticked = "";

    public StormCluster()
    {
        Binding = A.Binding().Build();
        foreach (string name in Known.Names)
        {
            Snapshots.Add(name);
        }

        RestoreConfigMaps();
        CreateWorkload();
        SaveBinding(binding => binding);
    }

    public DateTimeOffset Now { get; set; } = A.Moment;

    public GenAIDeployment Binding { get; private set; }

    /// <summary>The workload as it is; null while it is deleted.</summary>
    public Workload? Workload => Versions[^1];

    /// <summary>All versions of the workload, oldest first, as a watch tells them.</summary>
    public List<Workload?> Versions { get; } = [];

    public OwnedTemplate Template { get; private set; } = new();

    public string? ChangeCause { get; private set; }

    /// <summary>The snapshots whose objects exist.</summary>
    public SortedSet<string> Snapshots { get; } = new(StringComparer.Ordinal);

    /// <summary>The snapshots and images with which pods crash.</summary>
    public HashSet<string> Broken { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ConfigMapIdentity> ConfigMaps => _configMaps.Values;

    public IReadOnlyList<StormRevision> Revisions => _revisions;

    public IReadOnlyList<Pod> Pods { get; private set; } = [];

    /// <summary>The pods that do not come up.</summary>
    public IEnumerable<Pod> Crashing => Pods.Where(pod => pod.ReadySince is null);

    /// <summary>Whether the workload's controller has nothing left to do for what the template says.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>What the template carries whole; null for nothing, or for parts.</summary>
    public Carried? Live => Workload is null ? null : _revisions[^1].Carried;

    public bool IsBare => Workload is null || !Template.All.Keys.Any(path => Leaves.IsOurs(path) && !path.Contains("|env|", StringComparison.Ordinal));

    /// <summary>The first container, with its image, and the sidecar of the user's, as the manifest in Git has them.</summary>
    public Dictionary<string, string> Manifest { get; set; } = new(StringComparer.Ordinal)
    {
        [Leaves.OfImage("app")] = "app:1",
        [Leaves.OfImage("proxy")] = "proxy:1",
    };

    public void CreateWorkload()
    {
        Template = new OwnedTemplate();
        Template.Update(Managers.Apply, Manifest);
        ChangeCause = null;
        IsIdle = false;
        _workloads++;
        _revisions.Clear();
        Pods = [];
        Version(new Workload
        {
            Metadata = new V1ObjectMeta { Name = "support-bot", NamespaceProperty = A.Namespace, Uid = $"workload-{_workloads}", Generation = 0 },
            Spec = new WorkloadSpec { Replicas = 3 },
        });
        Collect();
    }

    public void DeleteWorkload()
    {
        Versions.Add(null);
        _revisions.Clear();
        Pods = [];
        Collect();
    }

    /// <summary>A write to the binding; annotations are those it had, where none are given.</summary>
    public void SaveBinding(Func<GenAIDeployment, GenAIDeployment> change, IDictionary<string, string>? annotations = null)
    {
        GenAIDeployment changed = change(Binding);
        V1ObjectMeta old = Binding.Metadata;
        Binding = changed with
        {
            Metadata = new V1ObjectMeta
            {
                Name = old.Name,
                NamespaceProperty = old.NamespaceProperty,
                Uid = old.Uid,
                Annotations = annotations ?? old.Annotations,
                ResourceVersion = $"{++_version}",
                Generation = old.Generation + (ReferenceEquals(changed.Spec, Binding.Spec) ? 0 : 1),
            },
        };
    }

    /// <summary>Changes the template as one write does; a template that nobody may have (422) changes nothing.</summary>
    public bool SaveTemplate(Action<OwnedTemplate> change, Func<string?, string?>? cause = null, bool hasRevision = true)
    {
        OwnedTemplate changed = Template.Copy();
        change(changed);
        if (Workload is not { } workload || !Leaves.AreValid(changed.All))
        {
            return false;
        }

        string? causeNow = cause is null ? ChangeCause : cause(ChangeCause);
        Template = changed;
        ChangeCause = causeNow;
        Version(workload, hasRevision);
        return true;
    }

    /// <summary>Kubernetes' controllers have their turn: revisions are numbered, pods come up or crash, ConfigMaps come back or go.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Tick()
    {
        bool restored = RestoreConfigMaps();
        Collect();
        if (Workload is not { } workload)
        {
            IsIdle = true;
            return restored;
        }

        bool broken = Broken.Overlaps(Template.All.Where(leaf => leaf.Key.EndsWith("|image|", StringComparison.Ordinal)).Select(leaf => leaf.Value))
            || (TemplateIdentity.Of(workload.Spec.Template) is { } identity && Broken.Contains(identity.Snapshot));
        bool was = workload is { IsObserved: true, Status.UpdatedReplicas: 3 };
        string state = $"{workload.Metadata.Uid} {workload.Metadata.Generation} {broken}";
        if (IsIdle && state == _ticked)
        {
            return restored;
        }

        _ticked = state;
        IsIdle = true;
        Pods = TemplateIdentity.Of(workload.Spec.Template) is { } carried ? [PodOf(carried, broken)] : [];
        long generation = workload.Metadata.Generation ?? 0;
        Version(workload with
        {
            Status = broken && was
                ? new WorkloadProgress { ObservedGeneration = generation, Replicas = 3, UpdatedReplicas = 3 }
                : broken
                ? new WorkloadProgress { ObservedGeneration = generation, Replicas = 4, UpdatedReplicas = 1, ReadyReplicas = 3, AvailableReplicas = 3 }
                : WorkloadBuilder.Complete(3, generation),
        });
        return true;
    }

    /// <summary>The workload has made no progress for so long that its controller says so.</summary>
    public void ExceedDeadline()
    {
        if (Workload is { Status: { UpdatedReplicas: 1 } progress } workload && workload.IsObserved)
        {
            Version(workload with
            {
                Status = progress with
                {
                    Conditions = [new WorkloadCondition { Type = "Progressing", Status = "False", Reason = "ProgressDeadlineExceeded" }],
                },
            });
        }
    }

    public void Trim()
    {
        _revisions.RemoveRange(0, Math.Max(0, _revisions.Count - 1));
        Collect();
    }

    public void Prune(string snapshot)
    {
        Snapshots.Remove(snapshot);
        Collect();
    }

    public void LoseConfigMap(string snapshot) => _configMaps.Remove(Known.ConfigMaps[snapshot]);

    public bool SetOwners(ConfigMapWrite.SetOwners write)
    {
        if (!_configMaps.TryGetValue(write.Name, out ConfigMapIdentity? present) || present.ResourceVersion != write.ResourceVersion)
        {
            return false;
        }

        _configMaps[write.Name] = present with { Owners = write.Owners, ResourceVersion = $"{++_version}" };
        return true;
    }

    public ConfigMapIdentity? ConfigMap(string name) => _configMaps.GetValueOrDefault(name);

    /// <summary>What a GET of the workload and a LIST of its revisions tell.</summary>
    public WorkloadReading Reading() => new(Workload!.Metadata.ResourceVersion, ReadingOf(Workload.Spec.Template))
    {
        ChangeCause = ChangeCause,
        SectionManagers = Template.Strangers,
        TemplateManagers = [Managers.Apply],
        Revisions =
        [
            .. _revisions.AsEnumerable().Reverse().Select(revision => new RevisionReading(revision.Number, ReadingOf(revision.Template))
            {
                Name = revision.Name,
                ChangeCause = revision.ChangeCause,
                CreatedAt = revision.CreatedAt,
                Image = revision.Leaves.GetValueOrDefault(Leaves.OfImage("app")) ?? revision.Leaves.GetValueOrDefault(Leaves.OfImage("main")),
            }),
        ],
    };

    /// <summary>Leaves of the template and of all revisions that carry a snapshot whole become others, as if they always had been.</summary>
    public void Rewrite(Action<IDictionary<string, string>> change)
    {
        for (int index = 0; index < _revisions.Count; index++)
        {
            if (_revisions[index].Carried is not null)
            {
                Dictionary<string, string> leaves = new(_revisions[index].Leaves, StringComparer.Ordinal);
                change(leaves);
                _revisions[index] = _revisions[index].Saying(leaves);
            }
        }

        _revisions.RemoveAll(revision => _revisions.Last(other => other.Text == revision.Text) != revision);
        if (Workload is { } workload && _revisions[^1].Carried is not null)
        {
            OwnedTemplate template = Template.Copy();
            template.Rewrite(change);
            Template = template;
            Version(workload);
            _ticked = "";
        }
    }

    private static TemplateReading ReadingOf(PodTemplate template) =>
        new((JsonObject)JsonSerializer.SerializeToNode(template, WorkloadJsonContext.Default.PodTemplate)!);

    private Pod PodOf(TemplateIdentity identity, bool crashes)
    {
        PodBuilder pod = new PodBuilder($"support-bot-{_version}").Of(_revisions[^1].Name);
        Pod built = (crashes ? pod.Restarted("app", 3, Now, waiting: "CrashLoopBackOff", message: "no such tool").Unready() : pod).Build();
        (built.Digest, built.Injection) = (identity.Digest, identity.Injection);
        return built;
    }

    /// <summary>A new version of the workload, and a revision of its template, which is the newest also where it was there before.</summary>
    private void Version(Workload workload, bool hasRevision = true)
    {
        string text = Template.Text;
        bool same = _revisions.Count > 0 && _revisions[^1].Text == text;
        PodTemplate template = same ? _revisions[^1].Template : Leaves.ToTemplate(Template.All);
        V1ObjectMeta old = workload.Metadata;
        Versions.Add(workload with
        {
            Metadata = new V1ObjectMeta
            {
                Name = old.Name,
                NamespaceProperty = old.NamespaceProperty,
                Uid = old.Uid,
                ResourceVersion = $"{++_version}",
                Generation = old.Generation + (same ? 0 : 1),
            },
            Spec = workload.Spec with { Template = template },
            IsHeldByOperator = new[]
            {
                Leaves.OfLabel(Labels.Snapshot), Leaves.OfAnnotation(Annotations.Digest), Leaves.OfAnnotation(Annotations.Injection),
            }.All(path => Template.Owns(Managers.Operator, path)),
            HasChangeCause = ChangeCause is not null,
            HasRevision = hasRevision,
        });
        IsIdle &= same;
        Keep(text, template);
        if (!same)
        {
            Collect();
        }
    }

    private void Keep(string text, PodTemplate template)
    {
        int index = _revisions.FindIndex(revision => revision.Text == text);
        StormRevision? known = index < 0 ? null : _revisions[index];
        long number = _revisions.Select(revision => revision.Number).DefaultIfEmpty().Max() + 1;
        if (index >= 0 && index == _revisions.Count - 1)
        {
            _revisions[index] = known! with { ChangeCause = ChangeCause };
            return;
        }

        if (index >= 0)
        {
            _revisions.RemoveAt(index);
        }

        StormRevision revision = known ?? new StormRevision(text, template, new Dictionary<string, string>(Template.All, StringComparer.Ordinal), Now)
        {
            Name = $"r{++_made}",
        };
        _revisions.Add(revision with { Number = number, ChangeCause = ChangeCause });
        if (_revisions.Count > 11)
        {
            _revisions.RemoveAt(0);
        }
    }

    /// <summary>Snapshots that are there have their ConfigMap put back.</summary>
    private bool RestoreConfigMaps()
    {
        bool restored = false;
        foreach (string name in Snapshots)
        {
            OwnerIdentity owner = Known.Owners[name];
            if (!_configMaps.TryGetValue(Known.ConfigMaps[name], out ConfigMapIdentity? present))
            {
                _configMaps[Known.ConfigMaps[name]] = new ConfigMapIdentity(Known.ConfigMaps[name], $"uid-{_version}", $"{++_version}", [owner]);
                restored = true;
            }
            else if (!present.Owners.Contains(owner))
            {
                _configMaps[Known.ConfigMaps[name]] = present with { Owners = [.. present.Owners, owner], ResourceVersion = $"{++_version}" };
            }
        }

        return restored;
    }

    /// <summary>Garbage collection: a ConfigMap lives as long as its snapshot, the workload that owns it, or a revision that mounts it.</summary>
    private void Collect()
    {
        foreach (ConfigMapIdentity configMap in _configMaps.Values.ToArray())
        {
            bool IsAlive(OwnerIdentity owner) => owner.Kind == "Deployment"
                ? owner.Uid == Workload?.Metadata.Uid
                : Snapshots.Contains(owner.Name);
            OwnerIdentity[] alive = [.. configMap.Owners.Where(IsAlive)];
            if (alive.Length == 0 && !_revisions.Any(revision => revision.Template.ConfigMaps.Contains(configMap.Name)))
            {
                _configMaps.Remove(configMap.Name);
            }
            else if (alive.Length < configMap.Owners.Count)
            {
                _configMaps[configMap.Name] = configMap with { Owners = alive, ResourceVersion = $"{++_version}" };
            }
        }
    }
}
