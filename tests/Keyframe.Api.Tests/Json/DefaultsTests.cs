using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;

namespace Keyframe.Api.Tests.Json;

/// <summary>
/// What JSON leaves out keeps its default. The source generator overwrites initializers of init-only members with null
/// (dotnet/runtime#84484), so each of these broke once somebody wrote <c>= []</c> instead of <c>field ?? []</c>.
/// </summary>
public sealed class DefaultsTests
{
    /// <summary>These come from KubernetesClient's interface; the decoder refuses an object without metadata.</summary>
    private static readonly string[] Standard = ["apiVersion", "kind", "metadata"];

    public static TheoryData<string, string> NullableMembers =>
    [
        .. from type in Contract.Types()
           from property in type.Properties
           where !Standard.Contains(property.Name) && CanBeNull(property.PropertyType)
           select new TheoryDataRow<string, string>(type.Type.Name, property.Name),
    ];

    [Fact]
    public void A_prompt_version_without_anything_has_no_null_where_the_code_expects_none()
    {
        PromptVersion prompt = Read("{}", KeyframeJsonContext.Default.PromptVersion);
        Assert.Equal(("keyframe.dev/v1alpha1", "PromptVersion"), (prompt.ApiVersion, prompt.Kind));
        Assert.Equal(("", ""), (prompt.Spec.Prompt, prompt.Spec.Version));
        Assert.Null(prompt.Spec.Template);
        Assert.Null(prompt.Status);
    }

    [Fact]
    public void A_snapshot_without_anything_has_no_prompts_rather_than_null()
    {
        GenAIAppSnapshot snapshot = Read("{}", KeyframeJsonContext.Default.GenAIAppSnapshot);
        Assert.Equal("GenAIAppSnapshot", snapshot.Kind);
        Assert.Empty(snapshot.Spec.Prompts);
        Assert.Equal("", Read("""{"spec":{"prompts":[{}]}}""", KeyframeJsonContext.Default.GenAIAppSnapshot).Spec.Prompts[0].PromptRef.Name);
    }

    [Fact]
    public void A_binding_without_anything_has_the_defaults_of_its_schema()
    {
        GenAIDeployment binding = Read("{}", KeyframeJsonContext.Default.GenAIDeployment);
        Assert.Equal("Deployment", binding.Kind);
        Assert.Equal(20, binding.Spec.RevisionHistoryLimit);
        Assert.Equal(("apps/v1", WorkloadKind.Deployment, ""),
            (binding.Spec.WorkloadRef.ApiVersion, binding.Spec.WorkloadRef.Kind, binding.Spec.WorkloadRef.Name));
        Assert.Equal("", binding.Spec.SnapshotRef.Name);
        Assert.Null(binding.Spec.Injection);
    }

    [Fact]
    public void A_variable_is_required_unless_it_says_otherwise()
    {
        IReadOnlyList<PromptVariable>? variables = Read(
            """{"spec":{"variables":[{"name":"a"},{"name":"b","required":false}]}}""", KeyframeJsonContext.Default.PromptVersion).Spec.Variables;
        Assert.Equal([true, false], variables!.Select(variable => variable.Required));
    }

    [Fact]
    public void A_status_that_says_nothing_has_observed_nothing()
    {
        IStatus[] statuses =
        [
            Read("{}", KeyframeJsonContext.Default.PromptVersionStatus),
            Read("{}", KeyframeJsonContext.Default.GenAIAppSnapshotStatus),
            Read("{}", KeyframeJsonContext.Default.GenAIDeploymentStatus),
        ];
        Assert.All(statuses, status => Assert.Equal(-1, status.ObservedGeneration));
        Assert.All(statuses, status => Assert.Empty(status.Conditions));
        Assert.Empty(((GenAIDeploymentStatus)statuses[2]).History);
    }

    [Fact]
    public void A_default_of_the_schema_that_the_server_filled_in_is_read_as_it_is()
    {
        GenAIDeployment fresh = Read("""{"status":{"observedGeneration":-1}}""", KeyframeJsonContext.Default.GenAIDeployment);
        Assert.Equal(-1, fresh.Status!.ObservedGeneration);
        Assert.Empty(fresh.Status.History);
    }

    [Theory]
    [MemberData(nameof(NullableMembers))]
    public void A_null_means_the_same_as_an_absent_member(string type, string member)
    {
        JsonTypeInfo info = Contract.Types().Single(info => info.Type.Name == type);
        object absent = JsonSerializer.Deserialize("{}", info)!;
        object isNull = JsonSerializer.Deserialize($$"""{"{{member}}":null}""", info)!;
        Assert.Equal(JsonSerializer.Serialize(absent, info), JsonSerializer.Serialize(isNull, info));
    }

    private static bool CanBeNull(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    private static T Read<T>(string json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;
}
