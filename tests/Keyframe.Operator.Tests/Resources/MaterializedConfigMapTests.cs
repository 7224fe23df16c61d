using k8s.Models;
using Keyframe.Operator.Resources;
using Keyframe.Operator.Retention;

namespace Keyframe.Operator.Tests.Resources;

/// <summary>
/// Owners are given to what Keyframe has materialized and to nothing that only looks like it: they would be its end.
/// </summary>
public sealed class MaterializedConfigMapTests
{
    private static readonly string Digest = $"sha256:{new string('a', 64)}";

    [Fact]
    public void One_of_ours_is_told_by_all_of_its_marks() => Assert.Equal("bot-1", RetentionCaches.SnapshotOf(ConfigMap()));

    [Theory]
    [InlineData("copy")]
    [InlineData("bot-1-bbbbbbbbbb")]
    [InlineData("bot-1")]
    public void A_copy_under_another_name_is_its_makers(string name) => Assert.Null(RetentionCaches.SnapshotOf(ConfigMap(name)));

    [Theory]
    [InlineData("app.kubernetes.io/managed-by")]
    [InlineData("keyframe.dev/snapshot")]
    [InlineData("keyframe.dev/digest")]
    public void One_that_lacks_a_mark_is_left_alone(string mark)
    {
        ConfigMapMetadata configMap = ConfigMap();
        Assert.True(configMap.Metadata.Labels.Remove(mark) || configMap.Metadata.Annotations.Remove(mark));
        Assert.Null(RetentionCaches.SnapshotOf(configMap));
    }

    [Fact]
    public void The_pin_of_a_prompts_source_is_not_a_snapshots() => Assert.Null(RetentionCaches.SnapshotOf(new ConfigMapMetadata
    {
        Metadata = new V1ObjectMeta
        {
            Name = "system-v7-aaaaaaaaaa",
            Labels = new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = "keyframe" },
        },
    }));

    private static ConfigMapMetadata ConfigMap(string name = "bot-1-aaaaaaaaaa") => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            Labels = new Dictionary<string, string>
            {
                ["app.kubernetes.io/managed-by"] = "keyframe",
                ["keyframe.dev/snapshot"] = "bot-1",
            },
            Annotations = new Dictionary<string, string> { ["keyframe.dev/digest"] = Digest },
        },
    };
}
