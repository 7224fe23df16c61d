using System.Net.Http.Headers;
using System.Text;
using Keyframe.Testing.Registries.Mlflow;

namespace Keyframe.Registries.Tests.Mlflow;

/// <summary>
/// An MLflow server to test against: the one that <c>KEYFRAME_TEST_MLFLOW_URL</c> names, with <c>KEYFRAME_TEST_MLFLOW_TOKEN</c>
/// or
/// <c>_USERNAME</c> and <c>_PASSWORD</c>, or else a fake one.
/// </summary>
internal sealed class MlflowTarget : IAsyncDisposable
{
    private readonly FakeMlflow? _fake;

    private MlflowTarget(FakeMlflow? fake, Uri url, RegistryCredentials? credentials, AuthenticationHeaderValue? header)
    {
        _fake = fake;
        Registry = Clients.Mlflow(url, credentials);
        Author = new MlflowAuthor(url, header);
    }

    public IPromptRegistry Registry { get; }

    public MlflowAuthor Author { get; }

    public static async Task<MlflowTarget> StartAsync()
    {
        if (Setting("URL") is { } url)
        {
            return (Setting("USERNAME"), Setting("PASSWORD"), Setting("TOKEN")) switch
            {
                ({ } user, { } password, _) => new MlflowTarget(
                    null,
                    new Uri(url),
                    RegistryCredentials.Basic(user, password),
                    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")))),
                (_, _, { } token) => new MlflowTarget(
                    null, new Uri(url), RegistryCredentials.Bearer(token), new AuthenticationHeaderValue("Bearer", token)),
                _ => new MlflowTarget(null, new Uri(url), null, null),
            };
        }

        FakeMlflow fake = await FakeMlflow.StartAsync(null, TestContext.Current.CancellationToken);
        return new MlflowTarget(fake, fake.Url, null, null);
    }

    /// <summary>A name that no other test uses, nor an earlier run.</summary>
    public static string NewName(string stem = "keyframe test") => $"{stem} {Guid.NewGuid():n}";

    public async ValueTask DisposeAsync()
    {
        Registry.Dispose();
        Author.Dispose();
        await (_fake?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable($"KEYFRAME_TEST_MLFLOW_{name}") is { Length: > 0 } value ? value : null;
}
