using System.Reflection;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests;

public sealed class RuntimeStandsAloneTests
{
    [Fact]
    public void It_references_nothing_else_of_the_product() => Assert.DoesNotContain(
        typeof(ApiTransport).Assembly.GetReferencedAssemblies(),
        name => name.Name!.StartsWith("Keyframe.", StringComparison.Ordinal));

    [Fact]
    public void Namespaces_equal_folders()
    {
        string[] folders =
            ["Applying", "Caching", "Controllers", "Election", "Events", "Queueing", "Telemetry", "Transport"];
        IEnumerable<string?> namespaces = typeof(ApiTransport).Assembly.GetTypes()
            .Where(t => t.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null && t.IsPublic)
            .Select(t => t.Namespace)
            .Distinct();
        Assert.Equal(["Keyframe.Runtime", .. folders.Select(f => $"Keyframe.Runtime.{f}")], namespaces.Order());
    }
}
