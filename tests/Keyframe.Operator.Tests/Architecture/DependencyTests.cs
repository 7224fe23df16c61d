using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Keyframe.Testing.Resources;

namespace Keyframe.Operator.Tests.Architecture;

/// <summary>Dependencies run one way: Api ← Core ← Registries ← Operator → Runtime, Generator → Api.</summary>
public sealed class DependencyTests
{
    public static TheoryData<string> Projects => Product.Projects;

    [Fact]
    public void Every_project_has_its_place() => Assert.Equal(
        Repository.Files("src", "*.csproj").Select(Path.GetFileNameWithoutExtension),
        Product.Allowed.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_declares_only_the_references_it_may_have(string project)
    {
        IEnumerable<string?> declared = XDocument.Load(Path.Combine(Repository.Root, $"src/{project}/{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.Empty(declared.Except(Product.Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_only_what_it_may(string project) => Assert.Empty(
        References(project)
            .Where(name => name.StartsWith("keyframe", StringComparison.OrdinalIgnoreCase))
            .Except(Product.Allowed[project]));

    [Fact]
    public void The_domain_does_no_IO_and_knows_no_host() => Assert.DoesNotContain(
        References("Keyframe.Core"),
        name => name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || name is "System.Net.Http" or "System.Net.Sockets" or "System.Diagnostics.Process" or "System.Threading.Thread");

    [Theory]
    [MemberData(nameof(Projects))]
    public void Nothing_static_can_change(string project)
    {
        const BindingFlags statics =
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        Type[] types = Product.AssemblyOf(project).GetTypes();
        Assert.NotEmpty(types);
        Assert.Empty(
            from type in types
            where type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
            from field in type.GetFields(statics)
            where !field.IsLiteral && !field.IsInitOnly && !IsLambdaCache(field)
            select $"{type.FullName}.{field.Name}");
    }

    /// <summary>The compiler caches delegates in static fields that no code can name; a property's field it names after the property.</summary>
    private static bool IsLambdaCache(FieldInfo field) =>
        field.GetCustomAttribute<CompilerGeneratedAttribute>() is not null
        && !field.Name.EndsWith("__BackingField", StringComparison.Ordinal);

    private static IEnumerable<string> References(string project) =>
        Product.AssemblyOf(project).GetReferencedAssemblies().Select(name => name.Name!);
}
