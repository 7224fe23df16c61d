using System.Text.Json.Nodes;

namespace Keyframe.Core.Planning;

/// <summary>A write to a ConfigMap that Keyframe manages.</summary>
/// <param name="Name">The ConfigMap's name; its namespace is that of the reconciled object.</param>
public abstract record ConfigMapWrite(string Name)
{
    /// <summary>Creates an immutable ConfigMap. An existing one of that name is left as it is and looked at again.</summary>
    /// <param name="Name">The ConfigMap's name.</param>
    /// <param name="Labels">Its labels.</param>
    /// <param name="Annotations">Its annotations.</param>
    /// <param name="Owners">Its owners; Kubernetes collects it when the last of them is gone.</param>
    /// <param name="Data">Its data.</param>
    public sealed record Create(
        string Name,
        IReadOnlyDictionary<string, string> Labels,
        IReadOnlyDictionary<string, string> Annotations,
        IReadOnlyList<OwnerIdentity> Owners,
        IReadOnlyDictionary<string, string> Data) : ConfigMapWrite(Name)
    {
        /// <summary>The object to create.</summary>
        public JsonObject ToBody(string @namespace) => new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["name"] = Name,
                ["namespace"] = @namespace,
                ["labels"] = ToNode(Labels),
                ["annotations"] = ToNode(Annotations),
                ["ownerReferences"] = OwnerIdentity.ToNode(Owners),
            },
            ["immutable"] = true,
            ["data"] = ToNode(Data),
        };
    }

    /// <summary>Deletes a ConfigMap that stands where another one belongs, if it still is the one that was looked at.</summary>
    /// <param name="Name">The ConfigMap's name.</param>
    /// <param name="Uid">The uid it must have.</param>
    public sealed record Delete(string Name, string Uid) : ConfigMapWrite(Name);

    /// <summary>Replaces the owners of a ConfigMap, if it still is the version that was looked at.</summary>
    /// <param name="Name">The ConfigMap's name.</param>
    /// <param name="Uid">The uid it must have.</param>
    /// <param name="ResourceVersion">The version it must have.</param>
    /// <param name="Owners">All of its owners from now on.</param>
    public sealed record SetOwners(string Name, string Uid, string ResourceVersion, IReadOnlyList<OwnerIdentity> Owners)
        : ConfigMapWrite(Name);

    private static JsonObject ToNode(IReadOnlyDictionary<string, string> map) =>
        new(map.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));
}
