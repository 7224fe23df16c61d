namespace Keyframe.Runtime.Telemetry;

/// <summary>Why a cache listed everything again.</summary>
internal enum RelistReason
{
    /// <summary>The server no longer knew the version the cache was at (410); normal after long breaks.</summary>
    Expired,

    /// <summary>Events were lost or could not be understood.</summary>
    Gap,

    /// <summary>A watch said nothing for so long that it was not to be trusted.</summary>
    Silence,

    /// <summary>It was time to, although nothing seemed wrong.</summary>
    Periodic,
}
