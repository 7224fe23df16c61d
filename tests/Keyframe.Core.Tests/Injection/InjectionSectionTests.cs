using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Core.Injection;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Injection;

public sealed class InjectionSectionTests
{
    private static readonly InjectionSection Section = A.Section("v1");

    private static readonly PodTemplate Whole = A.Workload().Carrying(Section).Build().Spec.Template;

    public static TheoryData<string, Func<PodTemplate, PodTemplate>> Damages => new()
    {
        { "labels[keyframe.dev/snapshot]", template => template.WithLabel(Labels.Snapshot, null) },
        { "labels[keyframe.dev/snapshot]", template => template.WithLabel(Labels.Snapshot, "v2") },
        { "annotations[keyframe.dev/digest]", template => template.WithAnnotation(Annotations.Digest, null) },
        { "annotations[keyframe.dev/injection]", template => template.WithAnnotation(Annotations.Injection, "0123456789") },
        { "volumes[keyframe].configMap.name", template => WithVolume(template, volume => volume with { Name = null }) },
        { "volumes[keyframe].configMap.name", template => WithVolume(template, volume => volume with { Name = "other" }) },
        { "volumes[keyframe].configMap", template => WithVolume(template, volume => volume with { DefaultMode = 256 }) },
        { "volumes[keyframe].configMap", template => WithVolume(template, volume => volume with { Optional = true }) },
        { "volumes[keyframe].configMap", template => WithVolume(template, volume => volume with { Optional = null }) },
        {
            "containers[app].volumeMounts[/etc/keyframe]",
            template => WithMount(template, mount => mount with { ReadOnly = false })
        },
        {
            "containers[app].volumeMounts[/etc/keyframe]",
            template => WithMount(template, mount => mount with { MountPath = "/x" })
        },
        {
            "containers[app].volumeMounts[/etc/keyframe]",
            template => WithMount(template, mount => mount with { Name = "other" })
        },
        { "containers[app].env[KEYFRAME_SNAPSHOT]", template => WithVariable(template, "KEYFRAME_SNAPSHOT", "v2") },
        { "containers[app].env[KEYFRAME_SNAPSHOT_DIGEST]", template => WithVariable(template, "KEYFRAME_SNAPSHOT_DIGEST", null) },
        { "containers[app].env[KEYFRAME_CONFIG_DIR]", template => WithVariable(template, "KEYFRAME_CONFIG_DIR", "/x") },
    };

    [Fact]
    public void The_section_is_a_label_two_annotations_a_volume_a_mount_and_three_variables()
    {
        string digest = A.DigestOf("v1").Value;
        JsonNode? expected = JsonNode.Parse($$"""
            {
              "metadata": {
                "labels": {"keyframe.dev/snapshot": "v1"},
                "annotations": {"keyframe.dev/digest": "{{digest}}", "keyframe.dev/injection": "{{Section.Hash}}"}
              },
              "spec": {
                "volumes": [
                  {"name": "keyframe", "configMap": {"name": "{{A.ConfigMapNameOf("v1")}}", "defaultMode": 420, "optional": false} }
                ],
                "containers": [
                  {
                    "name": "app",
                    "volumeMounts": [{"name": "keyframe", "mountPath": "/etc/keyframe", "readOnly": true}],
                    "env": [
                      {"name": "KEYFRAME_SNAPSHOT", "value": "v1"},
                      {"name": "KEYFRAME_SNAPSHOT_DIGEST", "value": "{{digest}}"},
                      {"name": "KEYFRAME_CONFIG_DIR", "value": "/etc/keyframe"}
                    ]
                  }
                ]
              }
            }
            """);
        Assert.True(JsonNode.DeepEquals(expected, Section.ToTemplate()), Section.ToTemplate().ToJsonString());
    }

    [Fact]
    public void Every_chosen_container_gets_mount_and_variables_and_no_other() =>
        Assert.Equal(
            ["app", "proxy"],
            A.Section("v1", "/etc/keyframe", "app", "proxy").ToTemplate()["spec"]!["containers"]!.AsArray()
                .Select(container => container!["name"]!.GetValue<string>()));

    [Fact]
    public void The_hash_is_ten_hex_digits_and_stays_the_same_for_ever() => Assert.Equal("537ecfa380", Section.Hash);

    [Fact]
    public void Every_input_is_in_the_hash()
    {
        InjectionSection[] sections =
        [
            Section,
            A.Section("v2"),
            A.Section("v1", "/config"),
            A.Section("v1", "/etc/keyframe", "proxy"),
            A.Section("v1", "/etc/keyframe", "app", "proxy"),
            InjectionSection.Render("other", A.DigestOf("v1"), A.ConfigMapNameOf("v1"), ["app"], "/etc/keyframe"),
            InjectionSection.Render("v1", A.DigestOf("v2"), A.ConfigMapNameOf("v1"), ["app"], "/etc/keyframe"),
            InjectionSection.Render("v1", A.DigestOf("v1"), "other", ["app"], "/etc/keyframe"),
        ];
        Assert.Equal(sections.Length, sections.Select(section => section.Hash).Distinct().Count());
    }

    [Fact]
    public void The_order_in_which_containers_are_named_means_nothing() =>
        Assert.Equal(
            A.Section("v1", "/etc/keyframe", "app", "proxy").ToTemplate().ToJsonString(),
            A.Section("v1", "/etc/keyframe", "proxy", "app").ToTemplate().ToJsonString());

    [Fact]
    public void Whoever_changes_a_rendered_template_changes_his_copy_only()
    {
        string before = Section.ToTemplate().ToJsonString();
        Section.ToTemplate()["spec"]!["containers"]!.AsArray().Clear();
        Assert.Equal(before, Section.ToTemplate().ToJsonString());
    }

    [Fact]
    public void A_template_to_which_the_section_was_applied_is_whole() => Assert.Empty(Section.Differences(Whole));

    [Fact]
    public void What_others_put_beside_the_section_is_no_difference() =>
        Assert.Empty(Section.Differences(Whole.WithLabel("app", "support-bot").WithContainer("app", container => container with
        {
            Env = [new EnvironmentVariable { Name = "LOG", Value = "debug" }, .. container.Env],
            VolumeMounts = [new VolumeMount { Name = "data", MountPath = "/data" }, .. container.VolumeMounts],
        })));

    [Theory]
    [MemberData(nameof(Damages))]
    public void Each_field_that_somebody_removed_or_changed_is_named(string path, Func<PodTemplate, PodTemplate> damage) =>
        Assert.Equal([path], Section.Differences(damage(Whole)));

    [Fact]
    public void Without_the_volume_both_of_its_parts_are_named() =>
        Assert.Equal(
            ["volumes[keyframe].configMap.name", "volumes[keyframe].configMap"],
            Section.Differences(Whole with { Spec = Whole.Spec with { Volumes = [] } }));

    [Fact]
    public void Without_the_container_all_of_its_fields_are_named() =>
        Assert.Equal(4, Section.Differences(Whole with { Spec = Whole.Spec with { Containers = [] } }).Count);

    private static PodTemplate WithVolume(PodTemplate template, Func<ConfigMapVolume, ConfigMapVolume> change) => template with
    {
        Spec = template.Spec with
        {
            Volumes = [.. template.Spec.Volumes.Select(volume => volume with { ConfigMap = change(volume.ConfigMap!) })],
        },
    };

    private static PodTemplate WithMount(PodTemplate template, Func<VolumeMount, VolumeMount> change) => template.WithContainer(
        "app", container => container with { VolumeMounts = [.. container.VolumeMounts.Select(change)] });

    private static PodTemplate WithVariable(PodTemplate template, string name, string? value) => template.WithContainer(
        "app",
        container => container with
        {
            Env = [.. container.Env.Select(variable => variable.Name == name ? variable with { Value = value } : variable)],
        });
}
