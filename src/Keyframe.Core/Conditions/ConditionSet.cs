using System.Collections.Immutable;
using Keyframe.Api.Conditions;

namespace Keyframe.Core.Conditions;

/// <summary>
/// The conditions of one object while they are being judged anew. What is not set again is dropped, so a condition that no
/// longer applies does not linger; a transition time moves only when the status of its condition does.
/// </summary>
/// <param name="previous">The conditions as they stand on the object.</param>
/// <param name="generation">The generation of the spec that is judged.</param>
/// <param name="now">The time of transitions.</param>
public sealed class ConditionSet(IReadOnlyList<Condition> previous, long generation, DateTimeOffset now)
{
    /// <summary>The longest message kept, in characters; status shares etcd's 1.5 MB with the spec.</summary>
    public const int MaxMessageLength = 1024;

    private static readonly ImmutableArray<string> First =
        [ConditionTypes.Ready, ConditionTypes.Reconciling, ConditionTypes.Stalled];

    private readonly Dictionary<string, Condition> _current = new(StringComparer.Ordinal);

    /// <summary>Sets one condition.</summary>
    /// <param name="type">The condition's type.</param>
    /// <param name="holds">Whether it holds; null where it cannot be told.</param>
    /// <param name="reason">Why, one of <see cref="Reasons"/>.</param>
    /// <param name="message">Why, in words.</param>
    public ConditionSet Set(string type, bool? holds, string reason, string message)
    {
        ConditionStatus status = holds switch
        {
            true => ConditionStatus.True,
            false => ConditionStatus.False,
            null => ConditionStatus.Unknown,
        };
        Condition? before = previous.FirstOrDefault(condition => condition.Type == type);
        _current[type] = new Condition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = Shorten(message),
            ObservedGeneration = generation,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        };
        return this;
    }

    /// <summary>Sets Ready, and Reconciling or Stalled where they apply; the abnormal ones are absent while all is well.</summary>
    /// <param name="verdict">The judgement.</param>
    public ConditionSet Judge(Verdict verdict)
    {
        Set(ConditionTypes.Ready, verdict.Standing == Standing.Ready, verdict.Reason, verdict.Message);
        return verdict.Standing switch
        {
            Standing.Progressing => Set(ConditionTypes.Reconciling, true, verdict.Reason, verdict.Message),
            Standing.Stalled => Set(ConditionTypes.Stalled, true, verdict.Reason, verdict.Message),
            _ => this,
        };
    }

    /// <summary>The conditions in the order Ready, Reconciling, Stalled, then by name.</summary>
    public IReadOnlyList<Condition> ToList() =>
    [
        .. _current.Values
            .OrderBy(condition => First.IndexOf(condition.Type) is var index and >= 0 ? index : First.Length)
            .ThenBy(condition => condition.Type, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Cuts a message to what is kept, between characters: half a surrogate pair would not survive the way to the API server.
    /// </summary>
    internal static string Shorten(string message)
    {
        if (message.Length <= MaxMessageLength)
        {
            return message;
        }

        int length = char.IsHighSurrogate(message[MaxMessageLength - 2]) ? MaxMessageLength - 2 : MaxMessageLength - 1;
        return string.Concat(message.AsSpan(0, length), "…");
    }
}
