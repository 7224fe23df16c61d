namespace Keyframe.Registries.Tests;

/// <summary>Clients of servers on loopback.</summary>
internal static class Clients
{
    public static IPromptRegistry Mlflow(Uri url, RegistryCredentials? credentials = null, string? workspace = null) =>
        Factory(url).CreateMlflow(new RegistryAccess("team", "registry", url) { Credentials = credentials }, workspace);

    public static IPromptRegistry Langfuse(Uri url, RegistryCredentials? credentials = null) =>
        Factory(url).CreateLangfuse(new RegistryAccess("team", "registry", url) { Credentials = credentials });

    /// <summary>The fault that a call ends in.</summary>
    public static async Task<RegistryFault> FaultOfAsync(Func<Task> call) =>
        (await Assert.ThrowsAsync<RegistryException>(call)).Fault;

    private static PromptRegistryFactory Factory(Uri url) => new(
        new RegistryOptions { AllowHttp = true, AllowedHosts = [HostPattern.Parse(url.Authority)] },
        new RegistryMetrics(),
        TimeProvider.System);
}
