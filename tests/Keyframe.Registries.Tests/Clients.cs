namespace Keyframe.Registries.Tests;

/// <summary>Clients of servers on loopback.</summary>
internal static class Clients
{
    public static IPromptRegistry Mlflow(Uri url, RegistryCredentials? credentials = null, string? workspace = null) =>
        Factory().CreateMlflow(new RegistryAccess("team", "registry", url) { Credentials = credentials }, workspace);

    public static IPromptRegistry Langfuse(Uri url, RegistryCredentials? credentials = null) =>
        Factory().CreateLangfuse(new RegistryAccess("team", "registry", url) { Credentials = credentials });

    /// <summary>The fault that a call ends in.</summary>
    public static async Task<RegistryFault> FaultOfAsync(Func<Task> call) =>
        (await Assert.ThrowsAsync<RegistryException>(call)).Fault;

    private static PromptRegistryFactory Factory() => new(TimeProvider.System);
}
