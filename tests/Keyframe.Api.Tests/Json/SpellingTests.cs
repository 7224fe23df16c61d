using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;

namespace Keyframe.Api.Tests.Json;

/// <summary>Spellings are the API: stored objects hold them, scripts match on them.</summary>
public sealed class SpellingTests
{
    public static TheoryData<Type, string[]> Enums => new()
    {
        { typeof(MessageRole), ["system", "developer", "user", "assistant", "tool"] },
        { typeof(SourceFormat), ["Text", "Prompt"] },
        { typeof(TemplateEngine), ["Mustache", "Jinja2", "None"] },
        { typeof(ConditionStatus), ["Unknown", "True", "False"] },
        { typeof(DriftPolicy), ["Revert", "Report"] },
        { typeof(RequestResult), ["Accepted", "Rejected"] },
        { typeof(RevisionInitiator), ["Spec", "Found", "Automatic", "Undo", "Request"] },
        { typeof(RollbackTrigger), ["ProgressDeadline", "PodFailure"] },
        { typeof(WorkloadKind), ["Deployment", "StatefulSet", "DaemonSet"] },
        { typeof(ResponseCompatibility), ["Compatible", "Breaking"] },
        { typeof(RevisionResult), ["Progressing", "Completed", "Superseded", "RolledBack", "Undone", "Aborted"] },
    };

    [Theory]
    [MemberData(nameof(Enums))]
    public void The_values_of_an_enum_are_spelled(Type type, string[] spellings)
    {
        JsonTypeInfo info = KeyframeJsonContext.Default.Options.GetTypeInfo(type);
        Assert.Equal(spellings, Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToElement(value, info).GetString()));
        Assert.All(spellings, spelling =>
            Assert.Equal(spelling, JsonSerializer.SerializeToElement(JsonSerializer.Deserialize($"\"{spelling}\"", info), info).GetString()));
    }

    [Fact]
    public void No_enum_of_the_contract_is_left_out_above() => Assert.Equal(
        from type in Contract.Types()
        from property in type.Properties
        let item = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType
        let value = Nullable.GetUnderlyingType(item) ?? item
        where value.IsEnum
        group value by value.Name into used
        orderby used.Key
        select used.Key,
        Enums.Select(row => row.Data.Item1.Name).Order());

    [Fact]
    public void A_value_that_no_version_knows_is_refused() => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
        """{"spec":{"template":{"engine":"Handlebars"}}}""", KeyframeJsonContext.Default.PromptVersion));

    [Fact]
    public void Members_are_camel_case() => Assert.All(
        Contract.Types().SelectMany(type => type.Properties),
        property => Assert.Matches("^[a-z][A-Za-z]*$", property.Name));

    [Fact]
    public void Keys_of_free_form_parts_stay_as_their_author_wrote_them()
    {
        const string json = """{"spec":{"settings":{"MaxTurns":1,"max_turns":2,"max-turns":{"Deep":null}}}}""";
        GenAIAppSnapshot snapshot = JsonSerializer.Deserialize(json, KeyframeJsonContext.Default.GenAIAppSnapshot)!;
        Assert.Equal(["MaxTurns", "max_turns", "max-turns"], snapshot.Spec.Settings!.Keys);
        Assert.Contains("""{"MaxTurns":1,"max_turns":2,"max-turns":{"Deep":null}}""",
            JsonSerializer.Serialize(snapshot, KeyframeJsonContext.Default.GenAIAppSnapshot), StringComparison.Ordinal);
    }
}
