using System.Reflection;
using System.Text.Json.Nodes;
using Keyframe.Api.Json;
using Keyframe.Api.Schema;
using Keyframe.Generator.Resources;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Tests.Api;

/// <summary>What holds for every field of every kind.</summary>
public sealed class ApiSchemaTests
{
    [Fact]
    public void Every_field_says_what_it_is_except_metadata_which_the_server_describes()
    {
        IEnumerable<string> silent = ApiResources.Nodes()
            .SelectMany(found => found.Node.Properties
                .Select(property => (Path: $"{found.Path}.{property.Name}", property.Schema)))
            .Where(field => string.IsNullOrWhiteSpace(field.Schema.Description))
            .Select(field => field.Path);
        Assert.Equal(["GenAIAppSnapshot.metadata", "Deployment.metadata", "PromptRegistry.metadata", "PromptVersion.metadata"], silent);
    }

    [Fact]
    public void Descriptions_are_sentences_without_markup()
    {
        Assert.All(ApiResources.Nodes().Where(found => found.Node.Description is not null), found =>
        {
            Assert.Matches(@"[.)]\z|#(resources|types-kinds)\z", found.Node.Description!);
            Assert.DoesNotMatch("</|/>|  ", found.Node.Description!);
        });
    }

    [Fact]
    public void Only_free_form_values_are_nullable_or_untyped()
    {
        Assert.All(ApiResources.Nodes(), found =>
        {
            JsonObject json = SchemaDocument.Of(found.Node);
            bool isFreeForm = found.Node.Type == SchemaType.Any;
            Assert.Equal(isFreeForm, json.ContainsKey("nullable"));
            Assert.Equal(isFreeForm, json.ContainsKey("x-kubernetes-preserve-unknown-fields"));
            Assert.Equal(isFreeForm, !json.ContainsKey("type"));
        });
    }

    [Fact]
    public void Everything_that_a_user_writes_is_bounded() => Assert.Empty(ApiResources.All
        .SelectMany(resource => ApiResources.Nodes($"{resource.Names.Kind}.spec", resource.Field("spec")))
        .Where(found => !found.Node.IsBounded)
        .Select(found => found.Path));

    [Fact]
    public void Every_declared_bound_reaches_a_schema()
    {
        string[] declared = [.. typeof(KeyframeJsonContext).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties())
            .Select(property => property.GetCustomAttribute<BoundsAttribute>())
            .Where(bounds => bounds is not null)
            .Select(bounds => $"{bounds!.Minimum}..{bounds.Maximum}")
            .Distinct()
            .Order(StringComparer.Ordinal)];
        string[] generated = [.. ApiResources.Nodes().Select(found => $"{found.Node.Minimum ?? 0}..{found.Node.Maximum}").Distinct()];
        Assert.NotEmpty(declared);
        Assert.Empty(declared.Except(generated));
    }

    [Fact]
    public void Every_key_of_a_list_is_required_and_every_other_list_is_atomic()
    {
        (string Path, JsonObject Schema)[] lists = [.. ApiResources.Nodes()
            .Where(found => found.Node.Type == SchemaType.Array)
            .Select(found => (found.Path, SchemaDocument.Of(found.Node)))];
        Assert.NotEmpty(lists);
        Assert.All(lists, list =>
        {
            string? type = (string?)list.Schema["x-kubernetes-list-type"];
            IEnumerable<string> keys = list.Schema["x-kubernetes-list-map-keys"]?.AsArray().Select(key => (string)key!) ?? [];
            IEnumerable<string> required = list.Schema["items"]!["required"]?.AsArray().Select(key => (string)key!) ?? [];
            Assert.Equal(keys.Any() ? "map" : "atomic", type);
            Assert.Empty(keys.Except(required));
        });
    }

    [Fact]
    public void Lists_that_the_api_merges_by_name_are_maps() => Assert.Equal(
        ["conditions", "guardrails", "history", "prompts", "rerankers", "retrieval", "tools", "track", "tracked", "variables"],
        ApiResources.Nodes().Where(found => found.Node.ListMapKey is not null)
            .Select(found => found.Path.Split('.')[^1]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("PromptVersion", "spec")]
    [InlineData("GenAIAppSnapshot", "spec")]
    public void An_immutable_spec_has_the_rule_and_no_object_whose_unknown_fields_would_escape_it(string kind, string field)
    {
        SchemaNode spec = ApiResources.Of(kind).Field(field);
        Assert.Contains(spec.Rules, rule => rule.Expression == "self == oldSelf");
        Assert.All(ApiResources.Nodes(kind, spec), found =>
        {
            JsonObject json = SchemaDocument.Of(found.Node);
            Assert.False(json.ContainsKey("type") && json.ContainsKey("x-kubernetes-preserve-unknown-fields"), found.Path);
        });
    }

    [Fact]
    public void A_default_of_the_schema_is_the_default_of_the_code()
    {
        int compared = 0;
        Type[] types = typeof(KeyframeJsonContext).Assembly.GetTypes();
        foreach (PropertyInfo property in types.SelectMany(type => type.GetProperties()))
        {
            if (property.GetCustomAttribute<DefaultAttribute>() is not { } declared
                || property.GetValue(Activator.CreateInstance(property.DeclaringType!)) is not { } value)
            {
                continue;
            }

            string? json = System.Text.Json.JsonSerializer.Serialize(
                value, KeyframeJsonContext.Default.Options.GetTypeInfo(property.PropertyType));
            Assert.True(declared.Json == json, $"{property.DeclaringType!.Name}.{property.Name}: {declared.Json} and {json}");
            compared++;
        }

        Assert.Equal(9, compared);
    }
}
