namespace Keyframe.Api.Deployments;

/// <summary>The answer to the last request of the annotation keyframe.dev/request.</summary>
public sealed record HandledRequest
{
    /// <summary>The request's id. The same id is never carried out twice.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>The request as it was read.</summary>
    public string Request { get => field ?? ""; init; }

    /// <summary>Whether it was carried out.</summary>
    public RequestResult Result { get; init; }

    /// <summary>What was done, or why nothing was.</summary>
    public string Message { get => field ?? ""; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }
}
