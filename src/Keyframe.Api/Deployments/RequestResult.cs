namespace Keyframe.Api.Deployments;

/// <summary>What became of a request.</summary>
public enum RequestResult
{
    /// <summary>It was carried out.</summary>
    Accepted,

    /// <summary>It could not be; the message says why.</summary>
    Rejected,
}
