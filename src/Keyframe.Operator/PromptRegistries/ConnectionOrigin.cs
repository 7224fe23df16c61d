namespace Keyframe.Operator.PromptRegistries;

/// <summary>What a client was made from; another one has to be made when any of it changes.</summary>
/// <param name="Uid">The uid of the PromptRegistry.</param>
/// <param name="Generation">The generation of its spec.</param>
/// <param name="SecretVersion">The version of its Secret; null where it has none.</param>
/// <param name="CaVersion">The version of the ConfigMap of its CA bundle; null where it has none.</param>
internal sealed record ConnectionOrigin(string Uid, long? Generation, string? SecretVersion, string? CaVersion);
