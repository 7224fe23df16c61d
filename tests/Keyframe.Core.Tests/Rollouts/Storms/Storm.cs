using System.Globalization;
using Keyframe.Api.Deployments;
using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>One binding among users, kubectl, GitOps tools and faults: what each of them can do.</summary>
internal sealed class Storm
{
    private string _request = "";
    private int _requests;

    public Storm()
    {
        Witness = new StormWitness(Cluster);
        Operator = new StormOperator(Cluster, Witness);
    }

    public StormCluster Cluster { get; } = new();

    public StormWitness Witness { get; }

    public StormOperator Operator { get; }

    public GenAIDeployment Binding => Cluster.Binding;

    public GenAIDeploymentStatus Status => Binding.Status ?? new GenAIDeploymentStatus();

    public void Ask(string snapshot)
    {
        if (Binding.Spec.SnapshotRef.Name != snapshot)
        {
            Witness.Asked();
            Respec(spec => spec with { SnapshotRef = new SnapshotReference { Name = snapshot } });
        }
    }

    public void MountAt(string path)
    {
        if (StormWitness.PathOf(Binding) != path)
        {
            Witness.Asked();
            Witness.IsPathOpen = true;
            Respec(spec => spec with { Injection = new InjectionSpec { MountPath = path } });
        }
    }

    public void Respec(Func<GenAIDeploymentSpec, GenAIDeploymentSpec> change)
    {
        Witness.Happened();
        Cluster.SaveBinding(binding => binding with { Spec = change(binding.Spec) });
    }

    /// <summary>A request by annotation, with an id of its own.</summary>
    public void Request(string request)
    {
        _requests++;
        _request = string.Create(CultureInfo.InvariantCulture, $"{request} id={_requests}");
        RequestAgain();
        Witness.Requested(wayBack: !request.StartsWith("retry", StringComparison.Ordinal));
        Witness.Happened();
    }

    /// <summary>The same request is applied again, also where others have been handled since.</summary>
    public void RequestAgain() =>
        Cluster.SaveBinding(static binding => binding, new Dictionary<string, string> { [Annotations.Request] = _request });

    /// <summary>kubectl rollout undo; without a number to the revision before the current one.</summary>
    public void Undo(long? number = null)
    {
        StormRevision[] byNumber = [.. Cluster.Revisions.OrderByDescending(revision => revision.Number)];
        StormRevision? target = number is null ? byNumber.Skip(1).FirstOrDefault() : byNumber.FirstOrDefault(revision => revision.Number == number);
        if (Cluster.Workload is null || target is null || target.Text == Cluster.Template.Text)
        {
            return;
        }

        bool stays = IsSettled() && target.Carried is { } carried && Cluster.ConfigMap(Known.ConfigMaps[carried.Snapshot]) is not null
            && !Cluster.Broken.Contains(carried.Snapshot);
        Witness.Happened();
        Cluster.SaveTemplate(template => template.Update(Managers.Kubectl, target.Leaves), _ => target.ChangeCause);
        Witness.PutBack(stays);
    }

    /// <summary>Nothing was under way, so that whatever comes next is newer.</summary>
    public bool IsSettled() => Witness is { IsQuiet: true, IsPathOpen: false } && Binding.Spec is { Paused: false, Detach: false }
        && (Status.Hold is not null || Status.Find(ConditionTypes.Ready)?.Status == ConditionStatus.True)
        && Status.Desired?.Snapshot == Binding.Spec.SnapshotRef.Name && Cluster.Snapshots.Contains(Binding.Spec.SnapshotRef.Name);

    /// <summary>kubectl edit of one of our leaves, which is removed, or by a value changed.</summary>
    public void Edit(int which, string? value)
    {
        string[] ours = [.. Cluster.Template.All.Keys.Where(path => Leaves.IsOurs(path) && !path.StartsWith("volume", StringComparison.Ordinal))];
        if (Cluster.Workload is null || ours.Length == 0)
        {
            return;
        }

        string path = ours[which % ours.Length];
        Dictionary<string, string> leaves = new(Cluster.Template.All, StringComparer.Ordinal);
        leaves.Remove(path);
        if (value is not null && !path.Contains("|mount|", StringComparison.Ordinal))
        {
            leaves[path] = value;
        }

        Write(Managers.Edit, leaves);
    }

    /// <summary>kubectl edit of our volume: pods mount another snapshot than the template says.</summary>
    public void MountOther(string snapshot)
    {
        if (Cluster.Workload is not null && Cluster.Template.All.ContainsKey(Leaves.OfVolume("name")))
        {
            Write(Managers.Edit, new Dictionary<string, string>(Cluster.Template.All) { [Leaves.OfVolume("name")] = Known.ConfigMaps[snapshot] });
        }
    }

    /// <summary>kubectl rollout restart.</summary>
    public void RestartPods()
    {
        if (Cluster.Workload is not null)
        {
            string moment = Cluster.Now.ToString("O", CultureInfo.InvariantCulture);
            string path = Leaves.OfAnnotation("kubectl.kubernetes.io/restartedAt");
            Witness.Happened();
            Cluster.SaveTemplate(template => template.Update("kubectl-rollout", new Dictionary<string, string>(template.All) { [path] = moment }));
        }
    }

    /// <summary>Git has another image; the tool comes by later.</summary>
    public void CommitImage(string image) => Cluster.Manifest = Cluster.Manifest.ToDictionary(
        leaf => leaf.Key, leaf => leaf.Key == Leaves.OfImage("proxy") ? leaf.Value : image, StringComparer.Ordinal);

    /// <summary>Git calls the first container otherwise.</summary>
    public void CommitName(string name) => Cluster.Manifest = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Leaves.OfImage(name)] = Cluster.Manifest.First(leaf => leaf.Key != Leaves.OfImage("proxy")).Value,
        [Leaves.OfImage("proxy")] = Cluster.Manifest[Leaves.OfImage("proxy")],
    };

    /// <summary>kubectl apply, and Argo CD by default: what the manifest has, and without containers that it has no more.</summary>
    public void ApplyManifest()
    {
        if (Cluster.Workload is null)
        {
            return;
        }

        Dictionary<string, string> leaves = Cluster.Template.All.Where(leaf => !IsGone(leaf.Key)).Concat(Cluster.Manifest)
            .GroupBy(leaf => leaf.Key).ToDictionary(leaf => leaf.Key, leaf => leaf.Last().Value, StringComparer.Ordinal);
        Witness.Happened();
        if (Cluster.Template.All.Keys.Any(IsGone))
        {
            Witness.Edited();
            Witness.Asked();
        }

        Cluster.SaveTemplate(template => template.Update(Managers.Apply, leaves));
    }

    /// <summary>Server-side apply by force; a container that the operator has fields in cannot go that way (422).</summary>
    public void ApplyServerSide(string manager)
    {
        if (Cluster.Workload is not null)
        {
            Witness.Happened();
            Cluster.SaveTemplate(template => template.Apply(manager, Cluster.Manifest, force: true));
        }
    }

    /// <summary>Flux: what managers called kubectl… hold is its own from now on, and goes where Git lacks it.</summary>
    public void ApplyByFlux()
    {
        if (Cluster.Workload is not null)
        {
            bool whole = Cluster.Live is not null && Cluster.Template.Owns(Managers.Operator, Leaves.OfVolume("optional"))
                && !Cluster.Template.Owns(Managers.Operator, Leaves.OfVolume("name"));
            Cluster.SaveTemplate(template => template.HandOver("kubectl", Managers.Flux));
            ApplyServerSide(Managers.Flux);
            Assert.True(!whole || Cluster.Live is not null, "Flux takes from the template what it does not have in Git");
            if (Cluster.Live is null)
            {
                Witness.Edited();
            }
        }
    }

    /// <summary>kubectl replace, or Argo CD with Replace=true: nothing of ours stays, no annotation of the workload either.</summary>
    public void Replace()
    {
        if (Cluster.Workload is not null)
        {
            Witness.Happened();
            Witness.Edited();
            if (Cluster.Template.All.Keys.Any(IsGone))
            {
                Witness.Asked();
            }

            Cluster.SaveTemplate(template => template.Update(Managers.Replace, Cluster.Manifest), _ => null, hasRevision: false);
            Cluster.SaveTemplate(static _ => { });
        }
    }

    public void LoseStatus()
    {
        Witness.Happened();
        Witness.Forgot();
        Cluster.SaveBinding(binding => binding with { Status = null });
    }

    public void ReplaceWorkload()
    {
        Witness.Happened();
        Witness.Edited();
        if (Cluster.Workload is not null)
        {
            Cluster.DeleteWorkload();
        }

        Cluster.CreateWorkload();
    }

    public void DeleteWorkload()
    {
        if (Cluster.Workload is not null)
        {
            Witness.Happened();
            Witness.Edited();
            Cluster.DeleteWorkload();
        }
    }

    /// <summary>Another version of the operator takes over from one that rendered otherwise, where nobody is at our fields just then.</summary>
    public void Upgrade()
    {
        if (Cluster.IsBare || Cluster.Live is not null)
        {
            EarlierVersion.Leave(Cluster);
            Tick();
            Operator.Restart();
        }
    }

    public void Break(string what)
    {
        if (!Cluster.Broken.Remove(what))
        {
            Cluster.Broken.Add(what);
        }

        Witness.Happened();
    }

    public void Prune(string snapshot)
    {
        Witness.Happened();
        if (!Cluster.Snapshots.Add(snapshot))
        {
            Cluster.Prune(snapshot);
        }
    }

    /// <summary>Somebody deletes a ConfigMap by hand; what was decided before has no chance to know.</summary>
    public void LoseConfigMap(string snapshot)
    {
        Cluster.LoseConfigMap(snapshot);
        Operator.Forgive();
    }

    /// <summary>Kubernetes' controllers, and that of snapshots, have their turn.</summary>
    public bool Tick()
    {
        (int configMaps, int crashing) = (Cluster.ConfigMaps.Count, Cluster.Crashing.Count());
        bool changed = Cluster.Tick();
        if (Cluster.ConfigMaps.Count > configMaps || Cluster.Crashing.Count() < crashing)
        {
            Witness.Happened();
        }

        if (Cluster.Crashing.Any())
        {
            Witness.Crashed();
        }

        return changed;
    }

    public bool Look(Cut? cut = null)
    {
        Cluster.Now += TimeSpan.FromSeconds(1);
        return Operator.Look(cut ?? Cut.None);
    }

    /// <summary>Everybody but the operator and Kubernetes rests until these do, too. Caches do not lag for ever.</summary>
    /// <param name="disturb">What disturbs a look of the operator, by its number; default: nothing.</param>
    public void Settle(Func<int, Cut>? disturb = null)
    {
        (Operator.BindingsLag, Operator.WorkloadsLag) = (false, false);
        for (int looks = 0; looks < 60; looks++)
        {
            bool works = Look(disturb?.Invoke(looks));
            if (Tick() || works)
            {
                continue;
            }

            if (Operator.LookAgain is not { } pause)
            {
                return;
            }

            Cluster.Now += pause;
        }

        Assert.Fail($"It does not settle: {Status.Find(ConditionTypes.Ready)}");
    }

    /// <summary>Whether a path is of a container that the manifest calls otherwise now.</summary>
    private bool IsGone(string path) =>
        path.StartsWith("container|", StringComparison.Ordinal) && !Cluster.Manifest.ContainsKey(Leaves.OfImage(path.Split('|')[1]));

    private void Write(string manager, IReadOnlyDictionary<string, string> leaves)
    {
        Witness.Happened();
        Witness.Edited();
        Cluster.SaveTemplate(template => template.Update(manager, leaves));
    }
}
