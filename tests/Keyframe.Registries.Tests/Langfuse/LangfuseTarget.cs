using System.Net.Http.Headers;
using System.Text;
using Keyframe.Testing.Registries.Langfuse;

namespace Keyframe.Registries.Tests.Langfuse;

/// <summary>
/// A Langfuse project to test against: the one of <c>KEYFRAME_TEST_LANGFUSE_URL</c>, <c>_PUBLIC_KEY</c> and <c>_SECRET_KEY</c>,
/// or else a fake one.
/// </summary>
internal sealed class LangfuseTarget : IAsyncDisposable
{
    private readonly FakeLangfuse? _fake;

    private LangfuseTarget(FakeLangfuse? fake, Uri url, string publicKey, string secretKey)
    {
        _fake = fake;
        Registry = Clients.Langfuse(url, RegistryCredentials.Basic(publicKey, secretKey));
        Author = new LangfuseAuthor(url, new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{publicKey}:{secretKey}"))));
    }

    public IPromptRegistry Registry { get; }

    public LangfuseAuthor Author { get; }

    public static async Task<LangfuseTarget> StartAsync()
    {
        if (Setting("URL") is { } url)
        {
            return new LangfuseTarget(null, new Uri(url), Setting("PUBLIC_KEY") ?? "", Setting("SECRET_KEY") ?? "");
        }

        var options = new FakeLangfuseOptions();
        FakeLangfuse fake = await FakeLangfuse.StartAsync(options, TestContext.Current.CancellationToken);
        return new LangfuseTarget(fake, fake.Url, options.PublicKey, options.SecretKey);
    }

    /// <summary>A name that no other test uses, nor an earlier run.</summary>
    public static string NewName(string stem = "keyframe-test") => $"{stem}-{Guid.NewGuid():n}";

    public async ValueTask DisposeAsync()
    {
        Registry.Dispose();
        Author.Dispose();
        await (_fake?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable($"KEYFRAME_TEST_LANGFUSE_{name}") is { Length: > 0 } value ? value : null;
}
