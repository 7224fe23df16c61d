namespace Keyframe.Integration.Tests.Worlds;

/// <summary>
/// Tests that keep the controllers of the cluster so busy that others would wait for them in vain. They run when no others do.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
