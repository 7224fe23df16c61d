using System.Text.Json.Nodes;

namespace Keyframe.Runtime.Applying;

/// <summary>Computes JSON merge patches (RFC 7386).</summary>
public static class MergePatch
{
    /// <summary>
    /// The smallest patch that turns one object into another: members that went are null, lists that changed are whole.
    /// </summary>
    /// <param name="from">The object as it is.</param>
    /// <param name="to">
    /// The object as it shall be. It has no null members, since a merge patch cannot set them (RFC 7386, section 1).
    /// </param>
    /// <returns>The patch; empty where nothing differs.</returns>
    public static JsonObject Between(JsonObject from, JsonObject to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var patch = new JsonObject();
        foreach ((string name, JsonNode? wanted) in to)
        {
            JsonNode? present = from[name];
            if (present is JsonObject before && wanted is JsonObject after)
            {
                if (Between(before, after) is { Count: > 0 } inner)
                {
                    patch[name] = inner;
                }
            }
            else if (!JsonNode.DeepEquals(present, wanted))
            {
                patch[name] = wanted?.DeepClone();
            }
        }

        foreach ((string name, _) in from.Where(member => !to.ContainsKey(member.Key)))
        {
            patch[name] = null;
        }

        return patch;
    }
}
