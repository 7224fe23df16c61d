using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Planning;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Builders;
using static Keyframe.Core.Tests.Snapshots.Sightings;

namespace Keyframe.Core.Tests.Snapshots;

/// <summary>
/// What an operator does with a snapshot that another version of it materialized, with a canonical form of its own: here, one that
/// writes JSON with white space. Those bytes are the snapshot, and nobody else can write them.
/// </summary>
public sealed class LaterOperatorTests
{
    private static readonly GenAIAppSnapshot Other = Materialized();

    private static readonly Dictionary<string, string> Files = DocumentOf(Resolved(Other)).Files.ToDictionary(
        file => file.Key, file => file.Key.EndsWith(".json", StringComparison.Ordinal) ? Spaced(file.Value) : file.Value);

    private static readonly Digest Recorded = Digest.Of(Encoding.UTF8.GetBytes(Files["snapshot.json"]));

    private static readonly GenAIAppSnapshot Earlier = Other with
    {
        Status = Other.Status! with
        {
            Digest = Recorded.Value,
            ConfigMapName = SnapshotDocument.ConfigMapName(Other.Metadata.Name, Recorded),
            SpecDigest = A.DigestOf("the spec in another canonical form").Value,
            Conditions =
            [
                .. Other.Status!.Conditions.Select(condition => condition with
                {
                    Message = condition.Message
                        .Replace(Other.Status.Digest!, Recorded.Value, StringComparison.Ordinal)
                        .Replace(Other.Status.ConfigMapName!, SnapshotDocument.ConfigMapName(Other.Metadata.Name, Recorded), StringComparison.Ordinal),
                }),
            ],
        },
    };

    private static readonly LiveConfigMap FromBackup =
        new(new ConfigMapIdentity(Earlier.Status!.ConfigMapName!, "restored-uid", "7", [Owner]), true, Files, "velero");

    [Fact]
    public void What_is_materialized_is_left_as_it_is()
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Settled(Earlier, Owner));
        Assert.NotEqual(Earlier.Status!.SpecDigest, plan.Status.SpecDigest);
        Assert.Equivalent(Earlier.Status with { SpecDigest = plan.Status.SpecDigest }, plan.Status, strict: true);
        plan.WritesNothing();

        // And by the next look, which goes by the digest that is its own.
        plan = SnapshotPlanner.Plan(Settled(Earlier with { Status = plan.Status }, Owner));
        plan.Status.IsReady(Reasons.Materialized);
        plan.WritesNothing();
    }

    [Fact]
    public void A_spec_that_has_no_canonical_form_any_more_is_left_as_it_is()
    {
        GenAIAppSnapshot refused = Earlier with { Spec = Earlier.Spec with { Settings = Json.Map("""{"n": 9007199254740993}""") } };
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Settled(refused, Owner));
        Assert.Equivalent(Earlier.Status, plan.Status, strict: true);
        plan.WritesNothing();
    }

    [Fact]
    public void A_spec_that_changed_as_well_is_noticed()
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Settled(Mutated(Earlier), Owner));
        plan.Status.IsStalled(Reasons.SpecMutated);
        SnapshotPlanner.Plan(Settled(Mutated(Earlier) with { Status = plan.Status }, Owner)).Status.IsStalled(Reasons.SpecMutated);
    }

    [Fact]
    public void A_config_map_out_of_a_backup_is_taken_by_its_own_bytes()
    {
        SnapshotObservation seen = Resolved(Earlier) with { Existing = FromBackup };
        Assert.NotEqual(Recorded, DocumentOf(seen).Digest);
        Assert.True(seen.IsRestored);
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(seen);
        plan.Status.IsReady(Reasons.Materialized);
        Assert.Equal(
            (Recorded.Value, FromBackup.Identity.Name, "restored-uid"),
            (plan.Status.Digest, plan.Status.ConfigMapName, plan.Status.ConfigMapUid));
        plan.WritesNothing();
    }

    [Fact]
    public void Neither_its_prompts_nor_its_owners_are_needed_for_that()
    {
        LiveConfigMap orphan = FromBackup with { Identity = FromBackup.Identity with { Owners = [] } };
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(new SnapshotObservation(Earlier, Later) { Existing = orphan });
        plan.Status.IsReady(Reasons.Materialized);
        var owners = Assert.IsType<ConfigMapWrite.SetOwners>(Assert.Single(plan.ConfigMaps));
        Assert.Equal("restored-uid", owners.Uid);
        Assert.Equal([Owner], owners.Owners);
    }

    [Fact]
    public void One_that_is_gone_is_never_replaced_by_other_bytes()
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(Earlier));
        plan.Status.IsStalled(Reasons.DigestMismatch);
        plan.Status.Says($"ConfigMap {FromBackup.Identity.Name} is gone. It cannot be put back: the prompts have the digests that they had");
        plan.Status.Says($"but {Recorded} was recorded. Restore ConfigMap {FromBackup.Identity.Name} from a backup, or run the version");
        Assert.Equal((Recorded.Value, FromBackup.Identity.Name), (plan.Status.Digest, plan.Status.ConfigMapName));
        plan.WritesNothing();

        // Once somebody has put it back, all is well.
        GenAIAppSnapshot stalled = Earlier with { Status = plan.Status };
        SnapshotPlanner.Plan(Resolved(stalled)).Status.IsStalled(Reasons.DigestMismatch);
        SnapshotPlanner.Plan(Resolved(stalled) with { Existing = FromBackup }).Status.IsReady(Reasons.Materialized);
    }

    public static TheoryData<string, string?, string> Doubtful => new()
    {
        { "snapshot.json", Files["snapshot.json"] + "\n", "its snapshot.json has another digest" },
        { "snapshot.json", null, "there is no key snapshot.json" },
        { "prompt.system.txt", "You are mine now.", "prompt.system.txt does not say what snapshot.json says" },
        { "prompt.system.txt", null, "prompt.system.txt is not there" },
        { "settings.json", "{}", "\"settings.json\" is no file of this snapshot" },
    };

    [Theory]
    [MemberData(nameof(Doubtful))]
    public void One_that_says_something_else_is_neither_taken_nor_taken_away(string key, string? content, string because)
    {
        var data = new Dictionary<string, string>(Files);
        data.Remove(key);
        if (content is not null)
        {
            data[key] = content;
        }

        Refuses(FromBackup with { Data = data }, because);
    }

    [Fact]
    public void One_that_anybody_may_change_is_not_taken() =>
        Refuses(FromBackup with { Immutable = false }, $"kubectl patch configmap {FromBackup.Identity.Name} --type=merge -p");

    [Fact]
    public void One_of_a_format_that_is_not_known_yet_is_left_to_the_operator_that_knows_it()
    {
        string document = Files["snapshot.json"].Replace("\"formatVersion\": 1", "\"formatVersion\": 2", StringComparison.Ordinal);
        Digest digest = Digest.Of(Encoding.UTF8.GetBytes(document));
        string name = SnapshotDocument.ConfigMapName(Earlier.Metadata.Name, digest);
        GenAIAppSnapshot later = Earlier with { Status = Earlier.Status! with { Digest = digest.Value, ConfigMapName = name } };
        var seen = FromBackup with
        {
            Identity = FromBackup.Identity with { Name = name },
            Data = new Dictionary<string, string>(Files) { ["snapshot.json"] = document },
        };
        Refuses(seen, "its formatVersion is 2, and this version of Keyframe reads 1 alone", later);
        SnapshotPlanner.Plan(Settled(later, Owner)).WritesNothing();
    }

    [Fact]
    public void Prompts_that_changed_are_named()
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(Earlier, "Another prompt."));
        plan.Status.IsStalled(Reasons.DigestMismatch);
        string was = Digest.TryParse(Earlier.Status!.Prompts![0].Digest, out Digest digest) ? digest.Short : "";
        plan.Status.Says($"It cannot be put back: prompt system was 7 ({was}) and is 7 (");
        plan.Status.Says("or restore the PromptVersions as they were, or create a new GenAIAppSnapshot.");
    }

    [Fact]
    public void Waiting_for_prompts_tells_what_stands_in_its_place()
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(new SnapshotObservation(Earlier, Later)
        {
            Resolution = SnapshotResolution.Of([new PromptCandidate(Earlier.Spec.Prompts[0], null, null)]),
            Existing = FromBackup with { Data = new Dictionary<string, string>() },
        });
        plan.Status.IsProgressing(Reasons.PromptNotFound);
        Assert.Contains("has been replaced by velero and waits", plan.Status.Get(ConditionTypes.Materialized).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_part_of_a_full_snapshot_is_held_against_its_file()
    {
        SnapshotDocument document = Samples.Render(Samples.Full, Samples.System, Samples.Chat);
        var spaced = document.Files.ToDictionary(
            file => file.Key,
            file => file.Key.EndsWith(".json", StringComparison.Ordinal) && file.Key != "snapshot.json" ? Spaced(file.Value) : file.Value);
        var identity = new ConfigMapIdentity("x", "uid", "1", []);
        Assert.Null(new LiveConfigMap(identity, true, spaced, "velero").ProblemAs(document.Digest));
        Assert.Equal(9, spaced.Count);
        foreach (string key in spaced.Keys.Where(key => key != "snapshot.json"))
        {
            string other = key.EndsWith(".json", StringComparison.Ordinal)
                ? spaced[key][..^1] + (spaced[key][^1] == ']' ? ", 1]" : ", \"x\": 1}")
                : $"{spaced[key]} ";
            foreach (string wrong in (string[])[other, "", "{", "\ud800", "null", """{"a":1,"a":1}"""])
            {
                var changed = new LiveConfigMap(identity, true, new Dictionary<string, string>(spaced) { [key] = wrong }, "velero");
                Assert.Equal($"{key} does not say what snapshot.json says", changed.ProblemAs(document.Digest));
            }
        }
    }

    private static void Refuses(LiveConfigMap existing, string because, GenAIAppSnapshot? snapshot = null)
    {
        SnapshotObservation seen = Resolved(snapshot ?? Earlier) with { Existing = existing };
        Assert.False(seen.IsRestored);
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(seen);
        plan.Status.IsStalled(Reasons.DigestMismatch);
        plan.Status.Says($"ConfigMap {existing.Identity.Name} has been replaced by velero, and it is not what was recorded (");
        plan.Status.Says(because);
        plan.Status.Says("from a backup");
        plan.WritesNothing();
    }

    private static string Spaced(string json) =>
        JsonNode.Parse(json)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
}
