namespace Keyframe.Registries.Http;

/// <summary>Who can be at an address.</summary>
internal enum Reach
{
    /// <summary>Anybody on the internet.</summary>
    Public,

    /// <summary>This machine, this cluster, this network: allowed where the installation lists the host.</summary>
    Internal,

    /// <summary>
    /// No server of anybody's: the metadata services of clouds, which hand out credentials to whoever asks from inside, all of
    /// link-local, where most of them live, and what is no address of one host.
    /// </summary>
    Never,
}
