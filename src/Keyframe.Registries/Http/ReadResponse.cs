namespace Keyframe.Registries.Http;

/// <summary>An answer that was read whole, on its way through the handlers.</summary>
/// <param name="answer">The answer.</param>
internal sealed class ReadResponse(RegistryAnswer answer) : HttpResponseMessage(answer.Status)
{
    /// <summary>The answer.</summary>
    public RegistryAnswer Answer { get; } = answer;
}
