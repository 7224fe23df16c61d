using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptRegistries;

/// <summary>An MLflow tracking server.</summary>
public sealed record MlflowConnection
{
    /// <summary>The tracking URI, https://mlflow.example.com, with the path prefix if the server has one.</summary>
    [Required]
    [Bounds(1, 2048)]
    [Pattern("^https?://[^/?#@]+(/[^?#]*)?$")]
    public string Url { get => field ?? ""; init; }

    /// <summary>The workspace. Default: none; the header is only sent when one is given, since servers without workspaces refuse it.</summary>
    [Bounds(1, 63)]
    [Pattern("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$")]
    public string? Workspace { get; init; }
}
