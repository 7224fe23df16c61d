namespace Keyframe.Registries.Http;

/// <summary>Makes the faults of one registry: each message begins with its host.</summary>
/// <param name="host">The host, with the port where it matters.</param>
/// <param name="quotation">What may be quoted of the server's words.</param>
/// <param name="isRegistry">Whether it is the server of a PromptRegistry. Default: true.</param>
internal sealed class Faults(string host, Quotation quotation, bool isRegistry = true)
{
    /// <summary>Of an answer that nobody asked a registry for.</summary>
    public static Faults Anonymous { get; } = new("the registry", new Quotation(null));

    /// <summary>Of a registry.</summary>
    public static Faults Of(RegistryAccess access) =>
        new(UrlHost.Shown(access.BaseUrl), new Quotation(access.Credentials), access.IsRegistry);

    /// <summary>The same answer, until somebody changes something.</summary>
    /// <param name="reason">One of <see cref="Api.Conditions.Reasons"/>.</param>
    /// <param name="text">What is wrong and what to do; a part of the server's words only through <see cref="Quote"/>.</param>
    public RegistryFault Permanent(string reason, string text) => Make(RegistryFaultKind.Permanent, reason, text);

    /// <summary>The same answer, until other credentials or rights are given.</summary>
    /// <param name="reason">One of <see cref="Api.Conditions.Reasons"/>.</param>
    /// <param name="text">As for <see cref="Permanent"/>.</param>
    public RegistryFault OfCredentials(string reason, string text) => Make(RegistryFaultKind.Credentials, reason, text);

    /// <summary>Another answer, sooner or later.</summary>
    /// <param name="reason">One of <see cref="Api.Conditions.Reasons"/>.</param>
    /// <param name="text">As for <see cref="Permanent"/>.</param>
    /// <param name="retryAfter">What the server asked to wait.</param>
    public RegistryFault Transient(string reason, string text, TimeSpan? retryAfter = null) =>
        Make(RegistryFaultKind.Transient, reason, text) with { RetryAfter = retryAfter };

    /// <inheritdoc cref="Quotation.Of"/>
    public string Quote(string text) => quotation.Of(text);

    /// <summary>Chooses the words that fit the server.</summary>
    /// <param name="registry">For that of a PromptRegistry.</param>
    /// <param name="other">For any other.</param>
    public string Word(string registry, string other) => isRegistry ? registry : other;

    private RegistryFault Make(RegistryFaultKind kind, string reason, string text) => new(kind, reason, $"{host}: {text}");
}
