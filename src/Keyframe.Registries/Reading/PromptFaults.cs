using Keyframe.Api.Conditions;

namespace Keyframe.Registries.Reading;

/// <summary>Faults of single prompts, versions and aliases, in the words of one product.</summary>
/// <param name="product">The product.</param>
/// <param name="alias">What the product calls an alias.</param>
internal sealed class PromptFaults(string product, string alias)
{
    /// <summary>There is no such prompt.</summary>
    public RegistryException PromptNotFound(string name) => Fault(
        Reasons.PromptNotFound,
        $"{product} has no prompt named {Wording.Quoted(name)} that these credentials may read; names are case-sensitive.");

    /// <summary>The prompt has no such version.</summary>
    public RegistryException VersionNotFound(string name, string version) => Fault(
        Reasons.VersionNotFound, $"{product} has no version {Wording.Quoted(version)} of prompt {Wording.Quoted(name)}.");

    /// <summary>No server gives versions such numbers.</summary>
    public static RegistryException NoVersionNumber(string name, string version) => Fault(
        Reasons.VersionNotFound,
        $"{Wording.Quoted(version)} is no version of prompt {Wording.Quoted(name)}: versions are positive integers without "
            + "leading zeros.");

    /// <summary>The prompt has no such alias.</summary>
    public RegistryException AliasNotFound(string name, string wanted) => Fault(
        Reasons.AliasNotFound,
        $"Prompt {Wording.Quoted(name)} in {product} has no {alias} {Wording.Quoted(wanted)}; set it there, or name another.");

    /// <summary>The content is not that of a prompt.</summary>
    /// <param name="name">The prompt.</param>
    /// <param name="version">Its version.</param>
    /// <param name="problem">What is wrong with it, without a full stop.</param>
    public RegistryException InvalidContent(string name, string version, string problem) => Fault(
        Reasons.InvalidContent, $"Version {Wording.Quoted(version)} of prompt {Wording.Quoted(name)} in {product} {problem}.");

    /// <summary>Another version was answered than the one that was asked for.</summary>
    public RegistryException OtherVersion(string name, string version) => Fault(
        Reasons.MalformedAnswer,
        $"{product} was asked for {Wording.Quoted(version)} of prompt {Wording.Quoted(name)} and answered with another "
            + "prompt or version.");

    /// <summary>Any other fault of one prompt that stays until somebody changes something.</summary>
    public static RegistryException Fault(string reason, string message) =>
        new(new RegistryFault(RegistryFaultKind.Permanent, reason, message) { IsOfPrompt = true });

    /// <summary>
    /// Asks for a single prompt. What is wrong with the body of its answer is its own fault: nobody's prompt may stand in the way
    /// of the others.
    /// </summary>
    /// <param name="ask">Asks.</param>
    public static async Task<T> OfPromptAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RegistryException exception) when (!exception.Fault.IsOfPrompt && IsOfBody(exception.Fault))
        {
            throw new RegistryException(exception.Fault with { IsOfPrompt = true }, exception);
        }
    }

    /// <summary>Whether a fault can come of what somebody wrote into a prompt.</summary>
    /// <param name="fault">The fault.</param>
    public static bool IsOfBody(RegistryFault fault) => fault.Reason
        is Reasons.AnswerTooLarge or Reasons.AnswerTooDeep or Reasons.AnswerNotUtf8 or Reasons.MalformedAnswer;

    /// <summary>
    /// Whether a fault is a finding: what was looked at is not there, or not as it should be. Any other one leaves open what is
    /// there.
    /// </summary>
    /// <param name="fault">The fault.</param>
    public static bool IsFinding(RegistryFault fault) => fault.Reason
        is Reasons.PromptNotFound or Reasons.VersionNotFound or Reasons.AliasNotFound or Reasons.NotAPrompt
        or Reasons.InvalidContent or Reasons.DependencyMissing;

    /// <summary>Whether a page holds more than an answer may, so that a smaller one can help.</summary>
    /// <param name="fault">The fault.</param>
    public static bool IsOfPageSize(RegistryFault fault) => fault.Reason is Reasons.AnswerTooLarge or Reasons.AnswerTooDeep;
}
