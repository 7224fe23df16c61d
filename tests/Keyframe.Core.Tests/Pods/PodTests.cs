using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Core.Pods;

namespace Keyframe.Core.Tests.Pods;

/// <summary>What is kept of a pod, and which of its changes tell anything.</summary>
public sealed class PodTests
{
    private const string Example = """
        {
          "metadata": {
            "name": "bot-7d4-x2", "namespace": "shop", "uid": "u1", "resourceVersion": "5", "generateName": "bot-7d4-",
            "creationTimestamp": "2026-11-03T09:00:00Z",
            "labels": {"app": "bot", "keyframe.dev/snapshot": "bot-2", "pod-template-hash": "7d4"},
            "annotations": {"keyframe.dev/digest": "sha256:aa", "keyframe.dev/injection": "sha256:bb", "notes": "long"},
            "ownerReferences": [
              {"apiVersion": "example.dev/v1", "kind": "Bystander", "name": "b", "uid": "u8"},
              {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "bot-7d4", "uid": "u9", "controller": true}
            ],
            "managedFields": [{"manager": "kubelet"}]
          },
          "spec": {"containers": [{"name": "app", "env": [{"name": "SECRET", "value": "hunter2"}]}]},
          "status": {
            "phase": "Running", "podIP": "10.0.0.1",
            "conditions": [
              {"type": "Initialized", "status": "True", "lastTransitionTime": "2026-11-03T09:00:01Z"},
              {"type": "Ready", "status": "True", "lastTransitionTime": "2026-11-03T09:00:07Z", "lastProbeTime": null}
            ],
            "initContainerStatuses": [{"name": "setup", "ready": true, "restartCount": 0, "state": {"terminated": {"exitCode": 0} } }],
            "containerStatuses": [{
              "name": "app", "ready": false, "restartCount": 4, "image": "x", "started": false,
              "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 40s"} },
              "lastState": {"terminated": {
                "exitCode": 1, "reason": "Error", "message": "maxTurns must be at least 1",
                "startedAt": "2026-11-03T09:02:00Z", "finishedAt": "2026-11-03T09:02:03Z"
              } }
            }]
          }
        }
        """;

    private const string App = "status/containerStatuses/0";

    [Fact]
    public void What_is_needed_is_kept()
    {
        Pod pod = Read(Example);
        Assert.Equal(("bot-7d4-x2", "shop", "u1", "5"), (
            pod.Metadata.Name, pod.Metadata.NamespaceProperty, pod.Metadata.Uid, pod.Metadata.ResourceVersion));
        Assert.Equal(("sha256:aa", "sha256:bb", "7d4"), (pod.Digest, pod.Injection, pod.Revision));
        Assert.Equal(new PodOwner("apps/v1", "ReplicaSet", "bot-7d4", "u9"), pod.Owner);
        Assert.Equal(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), pod.CreatedAt);
        Assert.Equal(pod.CreatedAt.AddSeconds(7), pod.ReadySince);
        Assert.False(pod.IsDeleting);
        Assert.Equal(
            [
                new PodContainer("setup") { IsReady = true },
                new PodContainer("app")
                {
                    RestartCount = 4,
                    WaitingReason = "CrashLoopBackOff",
                    WaitingMessage = "back-off 40s",
                    LastTermination = new Termination
                    {
                        ExitCode = 1,
                        Reason = "Error",
                        Message = "maxTurns must be at least 1",
                        FinishedAt = pod.CreatedAt.AddSeconds(123),
                    },
                },
            ],
            pod.Containers);
    }

    [Fact]
    public void Nothing_else_is()
    {
        Pod pod = Read(Example);
        Assert.Equal((null, null, null, null, null), (
            pod.Status, pod.Metadata.ManagedFields, pod.Metadata.Labels, pod.Metadata.Annotations, pod.Metadata.OwnerReferences));
        string kept = JsonSerializer.Serialize(pod, PodJsonContext.Default.Pod);
        Assert.All(["SECRET", "hunter2", "notes", "kubelet", "10.0.0.1"], word => Assert.DoesNotContain(word, kept, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("controller-revision-hash", "db-5f6", "db-5f6")]
    [InlineData("pod-template-hash", "7d4", "7d4")]
    [InlineData("app", "bot", "")]
    public void Its_revision_is_what_its_controller_labels_it_with(string label, string value, string revision)
    {
        Pod pod = Read($$"""{"metadata": {"name": "p", "labels": {"{{label}}": "{{value}}"} } }""");
        Assert.Equal(revision, pod.Revision);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata": {"name": "p"}, "status": {} }""")]
    [InlineData("""{"metadata": {"name": "p"}, "status": {"conditions": null, "containerStatuses": null, "initContainerStatuses": null} }""")]
    [InlineData("""{"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "uid": "u"}]}, "status": {"containerStatuses": [{"name": "a"}]} }""")]
    [InlineData("""{"status": {"conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": "2026-11-03T09:00:07Z"}]} }""")]
    public void A_pod_that_says_little_is_read(string json)
    {
        Pod pod = Read(json);
        Assert.Null(pod.Owner);
        Assert.Null(pod.ReadySince);
        Assert.Equal(("", "", ""), (pod.Digest, pod.Injection, pod.Revision));
        Assert.All(pod.Containers, container => Assert.Null(container.WaitingReason));
    }

    [Fact]
    public void Of_a_long_termination_message_the_end_is_kept_and_of_another_the_beginning()
    {
        string text = "first " + new string('x', 5_000) + " last";
        Pod pod = Read(Changed($"{App}/lastState/terminated/message", text, $"{App}/state/waiting/message", text));
        PodContainer app = pod.Containers[1];
        Assert.Equal((PodContainer.MaxMessageLength, PodContainer.MaxMessageLength), (
            app.LastTermination!.Message!.Length, app.WaitingMessage!.Length));
        Assert.StartsWith("…xx", app.LastTermination.Message, StringComparison.Ordinal);
        Assert.EndsWith("x last", app.LastTermination.Message, StringComparison.Ordinal);
        Assert.StartsWith("first x", app.WaitingMessage, StringComparison.Ordinal);
        Assert.EndsWith("x…", app.WaitingMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_message_is_never_cut_within_a_character(int before)
    {
        string text = new string('x', before) + string.Concat(Enumerable.Repeat("\U0001F600", 1_000));
        PodContainer app = Read(Changed($"{App}/lastState/terminated/message", text, $"{App}/state/waiting/message", text)).Containers[1];
        Assert.All([app.LastTermination!.Message!, app.WaitingMessage!], message =>
        {
            Assert.DoesNotContain(message.EnumerateRunes(), rune => rune == System.Text.Rune.ReplacementChar);
            Assert.InRange(message.Length, PodContainer.MaxMessageLength - 1, PodContainer.MaxMessageLength);
        });
    }

    [Theory]
    [InlineData("metadata/resourceVersion", "6")]
    [InlineData("metadata/annotations/notes", "longer")]
    [InlineData("metadata/labels/app", "other")]
    [InlineData("status/podIP", "10.0.0.2")]
    [InlineData("status/conditions/0/status", "False")]
    [InlineData("status/conditions/1/lastProbeTime", "2026-11-03T09:00:09Z")]
    [InlineData("status/containerStatuses/0/image", "y")]
    [InlineData("status/containerStatuses/0/lastState/terminated/startedAt", "2026-11-03T09:02:01Z")]
    public void Most_of_what_changes_is_no_news(string path, string value) =>
        Assert.True(Read(Example).TellsTheSameAs(Read(Changed(path, value))));

    [Theory]
    [InlineData("metadata/uid", "u2")]
    [InlineData("metadata/deletionTimestamp", "2026-11-03T10:00:00Z")]
    [InlineData("metadata/annotations/keyframe.dev~digest", "sha256:cc")]
    [InlineData("metadata/annotations/keyframe.dev~injection", "sha256:cc")]
    [InlineData("metadata/labels/pod-template-hash", "7d5")]
    [InlineData("metadata/ownerReferences/1/uid", "u7")]
    [InlineData("status/conditions/1/status", "False")]
    [InlineData("status/conditions/1/lastTransitionTime", "2026-11-03T09:00:09Z")]
    [InlineData("status/initContainerStatuses/0/name", "other")]
    [InlineData("status/containerStatuses/0/state/waiting/reason", "ImagePullBackOff")]
    [InlineData("status/containerStatuses/0/state/waiting/message", "back-off 80s")]
    [InlineData("status/containerStatuses/0/lastState/terminated/message", "other")]
    [InlineData("status/containerStatuses/0/lastState/terminated/finishedAt", "2026-11-03T09:02:04Z")]
    public void What_it_tells_is_news(string path, string value)
    {
        Assert.False(Read(Example).TellsTheSameAs(Read(Changed(path, value))));
        Assert.False(Read(Changed(path, value)).TellsTheSameAs(Read(Example)));
    }

    [Fact]
    public void Restarts_and_readiness_are_news()
    {
        Assert.False(Read(Example).TellsTheSameAs(Read(Example.Replace("\"restartCount\": 4", "\"restartCount\": 5", StringComparison.Ordinal))));
        Assert.False(Read(Example).TellsTheSameAs(Read(Example.Replace("\"ready\": false", "\"ready\": true", StringComparison.Ordinal))));
    }

    /// <summary>The example with other values at paths whose names have a tilde where a slash stands.</summary>
    private static string Changed(params string[] pathsAndValues)
    {
        JsonNode root = JsonNode.Parse(Example)!;
        foreach (string[] pair in pathsAndValues.Chunk(2))
        {
            string[] names = [.. pair[0].Split('/').Select(name => name.Replace('~', '/'))];
            JsonNode parent = names[..^1].Aggregate(root, (node, name) =>
                node is JsonArray array ? array[int.Parse(name, null)]! : node[name]!);
            parent[names[^1]] = pair[1];
        }

        return root.ToJsonString();
    }

    private static Pod Read(string json)
    {
        Pod pod = JsonSerializer.Deserialize(json, PodJsonContext.Default.Pod)!;
        pod.Compact();
        return pod;
    }
}
