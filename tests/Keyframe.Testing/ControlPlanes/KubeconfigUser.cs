namespace Keyframe.Testing.ControlPlanes;

/// <summary>Credentials: a bearer token, or a client certificate with its key (PEM).</summary>
internal sealed record KubeconfigUser(string? Token = null, string? CertificatePem = null, string? KeyPem = null);
