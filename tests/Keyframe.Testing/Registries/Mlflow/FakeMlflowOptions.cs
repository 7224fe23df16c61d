namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>How an MLflow server was started.</summary>
public sealed record FakeMlflowOptions
{
    /// <summary><c>--static-prefix</c>, such as <c>/mlflow</c>; empty for none.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>With <c>--app-name basic-auth</c>: the one user.</summary>
    public string? Username { get; init; }

    /// <summary>That user's password.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// Host headers, with the port, that are accepted beside addresses; null accepts all. A server of version 3.5 or later
    /// accepts localhost, but a test has no other name.
    /// </summary>
    public IReadOnlyList<string>? AllowedHosts { get; init; }

    /// <summary>The workspaces beside <c>default</c>; null for a server without workspaces.</summary>
    public IReadOnlyList<string>? Workspaces { get; init; }

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
