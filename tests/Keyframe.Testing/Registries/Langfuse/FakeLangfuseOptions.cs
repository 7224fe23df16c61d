namespace Keyframe.Testing.Registries.Langfuse;

/// <summary>How a Langfuse server is set up.</summary>
public sealed record FakeLangfuseOptions
{
    /// <summary>The project's public key.</summary>
    public string PublicKey { get; init; } = "pk-lf-fake";

    /// <summary>The project's secret key.</summary>
    public string SecretKey { get; init; } = "sk-lf-fake";

    /// <summary>The path under which it is served, such as <c>/langfuse</c>; empty for none.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
