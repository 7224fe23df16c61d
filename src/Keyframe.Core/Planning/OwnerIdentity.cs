using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Keyframe.Core.Planning;

/// <summary>
/// An owner of a ConfigMap. Those that Keyframe adds are never controlling and never blocking: several objects own one ConfigMap
/// side by side, and none of them may hang because of it. Those of others stay as they are.
/// </summary>
/// <param name="ApiVersion">The owner's API version.</param>
/// <param name="Kind">The owner's kind.</param>
/// <param name="Name">The owner's name.</param>
/// <param name="Uid">The owner's uid.</param>
public sealed record OwnerIdentity(string ApiVersion, string Kind, string Name, string Uid)
{
    /// <summary>Whether it is the controlling owner, where it says so. Default null: it does not say.</summary>
    public bool? Controller { get; init; }

    /// <summary>
    /// Whether its deletion in the foreground waits for the ConfigMap, where it says so. Default null: it does not say.
    /// </summary>
    public bool? BlockOwnerDeletion { get; init; }

    /// <summary>The identity of an object.</summary>
    /// <param name="owner">The object.</param>
    public static OwnerIdentity Of(IKubernetesObject<V1ObjectMeta> owner) =>
        new(owner.ApiVersion, owner.Kind, owner.Metadata.Name, owner.Metadata.Uid);

    /// <summary>The owners that a live object names.</summary>
    /// <param name="metadata">The object's metadata.</param>
    public static IReadOnlyList<OwnerIdentity> ListOf(V1ObjectMeta metadata) =>
    [
        .. (metadata.OwnerReferences ?? []).Select(owner => new OwnerIdentity(owner.ApiVersion, owner.Kind, owner.Name, owner.Uid)
        {
            Controller = owner.Controller,
            BlockOwnerDeletion = owner.BlockOwnerDeletion,
        }),
    ];

    /// <summary>The owners as metadata.ownerReferences.</summary>
    /// <param name="owners">The owners.</param>
    public static JsonArray ToNode(IEnumerable<OwnerIdentity> owners) => new([.. owners.Select(ToNode)]);

    private static JsonObject ToNode(OwnerIdentity owner)
    {
        var node = new JsonObject
        {
            ["apiVersion"] = owner.ApiVersion,
            ["kind"] = owner.Kind,
            ["name"] = owner.Name,
            ["uid"] = owner.Uid,
        };
        if (owner.Controller is { } controller)
        {
            node["controller"] = controller;
        }

        if (owner.BlockOwnerDeletion is { } block)
        {
            node["blockOwnerDeletion"] = block;
        }

        return node;
    }
}
