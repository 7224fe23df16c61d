using System.Reflection;

namespace Keyframe.Operator.Tests.Architecture;

/// <summary>The projects under src/, and their assemblies.</summary>
internal static class Product
{
    /// <summary>What each project may reference of the product.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Keyframe.Api"] = [],
        ["Keyframe.Core"] = ["Keyframe.Api"],
        ["Keyframe.Registries"] = ["Keyframe.Api", "Keyframe.Core"],
        ["Keyframe.Runtime"] = [],
        ["Keyframe.Operator"] = ["Keyframe.Api", "Keyframe.Core", "Keyframe.Registries", "Keyframe.Runtime"],
        ["Keyframe.Generator"] = ["Keyframe.Api"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    public static Assembly AssemblyOf(string project) => Assembly.Load(project switch
    {
        "Keyframe.Operator" => "keyframe-operator",
        "Keyframe.Generator" => "keyframe-generator",
        _ => project,
    });
}
