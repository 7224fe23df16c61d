using System.Text.Json.Nodes;
using Keyframe.Testing.Resources;

namespace Keyframe.Operator.Tests.Config;

/// <summary>What kustomize has to know to rename objects of Keyframe: every field of the API that names another object.</summary>
public sealed class NameReferenceTests
{
    private static readonly string[] Referrers =
    [
        .. from reference in References()
           select $"{reference.Kind} {reference.Path}",
    ];

    /// <summary>References that stand in the API as a mere name.</summary>
    private static readonly string[] Bare = ["PromptVersion spec/parent"];

    [Fact]
    public void Every_reference_in_the_API_is_rewritten()
    {
        IEnumerable<string> api = Repository.Files("crds", "*.yaml").SelectMany(file => Repository.Documents(file)).SelectMany(
            definition => Names(
                definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject(),
                $"{definition["spec"]!["names"]!["kind"]} spec"));
        Assert.Equal(api.Concat(Bare).Order(StringComparer.Ordinal), Referrers.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_workload_can_be_of_three_kinds_and_nothing_else_of_more_than_one() => Assert.Equal(
        ["Deployment spec/workloadRef/name", "Deployment spec/workloadRef/name"],
        Referrers.GroupBy(referrer => referrer).SelectMany(same => same.Skip(1)));

    [Fact]
    public void Only_objects_of_Keyframe_are_looked_into() => Assert.All(
        References(), reference => Assert.Equal("keyframe.dev", reference.Group));

    private static IEnumerable<(string? Kind, string? Group, string? Path)> References() =>
        from target in Assert.Single(Repository.Documents("config/gitops/kustomize/namereference.yaml"))["nameReference"]!.AsArray()
        from field in target!["fieldSpecs"]!.AsArray()
        select ((string?)field["kind"], (string?)field["group"], (string?)field["path"]);

    /// <summary>The paths of all names in what is called …Ref, as kustomize writes them.</summary>
    private static IEnumerable<string> Names(JsonObject schema, string path) =>
        schema["properties"] is JsonObject properties
            ? properties.SelectMany(property =>
            {
                JsonObject child = property.Value!.AsObject();
                string place = $"{path}/{property.Key}";
                return property.Key.EndsWith("Ref", StringComparison.Ordinal) ? [$"{place}/name"]
                    : child["items"] is JsonObject items ? Names(items, $"{place}[]")
                    : Names(child, place);
            })
            : [];
}
