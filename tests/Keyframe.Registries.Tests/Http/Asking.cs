using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

/// <summary>Asks as the clients of MLflow and Langfuse do.</summary>
internal static class Asking
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<RegistryAnswer> GetAsync(this RegistryHttp http, string path = "ask") => http.GetAsync(path, Token).Soon();

    public static async Task<JsonObject> JsonAsync(this RegistryHttp http, string path = "ask") =>
        (await http.GetAsync(path)).Read(AskingJson.Default.JsonObject);

    public static async Task<RegistryFault> FaultAsync(this RegistryHttp http) => (await http.FailureAsync()).Fault;

    public static Task<RegistryException> FailureAsync(this RegistryHttp http) =>
        Assert.ThrowsAsync<RegistryException>(async () =>
        {
            RegistryAnswer answer = await http.GetAsync();
            _ = (int)answer.Status < 400
                ? answer.Read(AskingJson.Default.JsonObject)
                : throw new RegistryException(answer.ToFault());
        });

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(20), Token);

    public static Task Soon(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(20), Token);
}

[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Named))]
internal sealed partial class AskingJson : JsonSerializerContext;

internal sealed record Named
{
    public required string Name { get; init; }
}
