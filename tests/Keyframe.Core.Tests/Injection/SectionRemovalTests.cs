using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Core.Injection;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Injection;

/// <summary>The patch that takes a section out names exactly what is there.</summary>
public sealed class SectionRemovalTests
{
    private static readonly PodTemplate Bare = A.Workload().Build().Spec.Template;

    [Fact]
    public void Everything_of_a_whole_section_is_named()
    {
        JsonObject patch = SectionRemoval.PatchOf(Bare.Carrying(A.Section("v1")))!;
        Assert.Equal(
            """
            {"metadata":{"labels":{"keyframe.dev/snapshot":null},"annotations":{"keyframe.dev/digest":null,"keyframe.dev/injection":null}},
            "spec":{"volumes":[{"$patch":"delete","name":"keyframe"}],
            "containers":[{"volumeMounts":[{"$patch":"delete","mountPath":"/etc/keyframe"}],
            "env":[{"$patch":"delete","name":"KEYFRAME_SNAPSHOT"},{"$patch":"delete","name":"KEYFRAME_SNAPSHOT_DIGEST"},{"$patch":"delete","name":"KEYFRAME_CONFIG_DIR"}],
            "name":"app"}]}}
            """.ReplaceLineEndings(""),
            patch.ToJsonString());
    }

    [Fact]
    public void What_is_not_there_is_not()
    {
        PodTemplate rest = Bare.Carrying(A.Section("v1")).WithoutSection().WithAnnotation(Annotations.Digest, "sha256:0");
        Assert.Equal("""{"metadata":{"annotations":{"keyframe.dev/digest":null}}}""", SectionRemoval.PatchOf(rest)!.ToJsonString());
    }

    [Fact]
    public void Of_a_template_without_a_section_there_is_none() => Assert.Null(SectionRemoval.PatchOf(Bare));
}
