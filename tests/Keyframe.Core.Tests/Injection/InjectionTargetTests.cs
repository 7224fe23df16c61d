using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Injection;

public sealed class InjectionTargetTests
{
    private static readonly PodTemplate Template = A.Workload().Build().Spec.Template;

    [Fact]
    public void The_default_is_the_first_container_and_the_usual_directory()
    {
        InjectionTarget target = Resolved(null, Template);
        Assert.Equal(["app"], target.Containers);
        Assert.Equal("/etc/keyframe", target.MountPath);
    }

    [Fact]
    public void The_default_container_of_kubectl_comes_before_the_first_one() =>
        Assert.Equal(["proxy"], Resolved(null, Template.WithAnnotation(Annotations.DefaultContainer, "proxy")).Containers);

    [Fact]
    public void An_empty_default_container_is_none() =>
        Assert.Equal(["app"], Resolved(null, Template.WithAnnotation(Annotations.DefaultContainer, "")).Containers);

    [Fact]
    public void Named_containers_and_path_are_taken_as_given_once_each()
    {
        InjectionTarget target = Resolved(
            new InjectionSpec { Containers = ["proxy", "app", "proxy"], MountPath = "/config" },
            Template.WithAnnotation(Annotations.DefaultContainer, "app"));
        Assert.Equal(["proxy", "app"], target.Containers);
        Assert.Equal("/config", target.MountPath);
    }

    [Fact]
    public void An_empty_list_of_containers_asks_for_the_default() =>
        Assert.Equal(["app"], Resolved(new InjectionSpec { Containers = [] }, Template).Containers);

    [Fact]
    public void A_container_that_is_not_there_is_named_beside_those_that_are()
    {
        Verdict fault = Refused(new InjectionSpec { Containers = ["app", "web", "worker"] }, Template);
        Assert.Equal((Standing.Stalled, Reasons.ContainerNotFound), (fault.Standing, fault.Reason));
        Assert.Contains("no container web, worker; it has app, proxy", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_default_container_that_is_not_there_is_refused() =>
        Assert.Equal(
            Reasons.ContainerNotFound, Refused(null, Template.WithAnnotation(Annotations.DefaultContainer, "web")).Reason);

    [Fact]
    public void A_template_without_containers_is_refused() =>
        Assert.Equal(Reasons.ContainerNotFound, Refused(null, new PodTemplate()).Reason);

    [Fact]
    public void Where_the_snapshot_is_mounted_already_it_stays_also_behind_a_new_first_container()
    {
        PodTemplate carrying = Template.Carrying(A.Section("v1"));
        PodTemplate changed = carrying with
        {
            Spec = carrying.Spec with { Containers = [new Container { Name = "injected" }, .. carrying.Spec.Containers] },
        };
        Assert.Equal(["app"], Resolved(null, changed).Containers);
    }

    [Fact]
    public void A_volume_of_our_name_that_is_no_ConfigMap_is_refused()
    {
        PodTemplate taken = Template with { Spec = Template.Spec with { Volumes = [new Volume { Name = "keyframe" }] } };
        Verdict fault = Refused(null, taken);
        Assert.Equal((Standing.Stalled, Reasons.FieldConflict), (fault.Standing, fault.Reason));
    }

    [Fact]
    public void A_path_that_cannot_be_used_is_refused_first()
    {
        Verdict fault = Refused(new InjectionSpec { Containers = ["web"], MountPath = "/etc" }, Template);
        Assert.Equal((Standing.Stalled, Reasons.InvalidMountPath), (fault.Standing, fault.Reason));
    }

    [Theory]
    [InlineData("app", "config", "/etc/keyframe", false)]
    [InlineData("app", "config", "/etc/keyframe/", true)]
    [InlineData("app", "config", "/etc", true)]
    [InlineData("app", "config", "/etc/keyframe/prompt.system.txt", true)]
    [InlineData("app", "config", "/etc/other", false)]
    [InlineData("proxy", "config", "/etc/keyframe", false)]
    [InlineData("app", InjectedNames.Volume, "/etc/keyframe", false)]
    public void A_mount_of_a_chosen_container_that_is_not_ours_must_not_overlap(
        string container, string volume, string path, bool conflicts)
    {
        PodTemplate template = Template.WithContainer(
            container, found => found with { VolumeMounts = [new VolumeMount { Name = volume, MountPath = path }] });
        _ = InjectionTarget.Resolve(null, template, out Verdict? fault);
        Assert.Equal(conflicts ? Reasons.MountConflict : null, fault?.Reason);
        Assert.Equal(conflicts, fault?.Message.Contains($"volume {volume} at {path}", StringComparison.Ordinal) ?? false);
    }

    private static InjectionTarget Resolved(InjectionSpec? spec, PodTemplate template)
    {
        InjectionTarget? target = InjectionTarget.Resolve(spec, template, out Verdict? fault);
        Assert.Null(fault);
        return target!;
    }

    private static Verdict Refused(InjectionSpec? spec, PodTemplate template)
    {
        Assert.Null(InjectionTarget.Resolve(spec, template, out Verdict? fault));
        return fault!;
    }
}
