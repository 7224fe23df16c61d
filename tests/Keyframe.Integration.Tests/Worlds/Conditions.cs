using Keyframe.Api;
using Keyframe.Api.Conditions;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>Questions to conditions.</summary>
internal static class Conditions
{
    public static Condition? Find(IStatusObject<IStatus> item, string type) =>
        item.Status?.Conditions.FirstOrDefault(condition => condition.Type == type);

    public static bool IsTrue(IStatusObject<IStatus> item, string type) => Find(item, type)?.Status == ConditionStatus.True;
}
