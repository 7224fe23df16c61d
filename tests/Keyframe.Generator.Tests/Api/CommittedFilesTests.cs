using Keyframe.Generator.Output;
using YamlDotNet.RepresentationModel;

namespace Keyframe.Generator.Tests.Api;

public sealed class CommittedFilesTests
{
    [Fact]
    public void The_committed_files_are_what_the_generator_writes()
    {
        IReadOnlyList<FileDifference> differences = new Repository(Root()).Compare(GeneratedFiles.Make());
        Assert.True(differences.Count == 0, string.Join('\n', ["run make generate", .. differences.Select(file => $"{file}")]));
    }

    [Fact]
    public void The_files_are_the_same_whenever_they_are_made() => Assert.Equal(GeneratedFiles.Make(), GeneratedFiles.Make());

    [Fact]
    public void There_are_definitions_to_apply_the_same_as_a_kustomize_base_and_a_reference() => Assert.Equal(
        [
            "crds/keyframe.dev_genaiappsnapshots.yaml",
            "crds/keyframe.dev_genaideployments.yaml",
            "crds/keyframe.dev_promptregistries.yaml",
            "crds/keyframe.dev_promptversions.yaml",
            "config/crd/keyframe.dev_genaiappsnapshots.yaml",
            "config/crd/keyframe.dev_genaideployments.yaml",
            "config/crd/keyframe.dev_promptregistries.yaml",
            "config/crd/keyframe.dev_promptversions.yaml",
            "config/crd/kustomization.yaml",
            "docs/reference/api.md",
        ],
        GeneratedFiles.Make().Select(file => file.Path));

    [Fact]
    public void The_kustomization_names_every_definition()
    {
        IReadOnlyList<GeneratedFile> files = GeneratedFiles.Make();
        YamlStream stream = [];
        stream.Load(new StringReader(files.Single(file => file.Path == "config/crd/kustomization.yaml").Content));
        YamlSequenceNode resources = (YamlSequenceNode)((YamlMappingNode)stream.Documents[0].RootNode).Children["resources"];
        Assert.Equal(
            files.Select(file => file.Path).Where(path => path.StartsWith("config/crd/keyframe.dev_", StringComparison.Ordinal)),
            resources.Select(resource => $"config/crd/{((YamlScalarNode)resource).Value}"));
    }

    private static DirectoryInfo Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Operator.sln")))
        {
            directory = directory.Parent;
        }

        return directory ?? throw new InvalidOperationException("the tests must run inside the repository");
    }
}
