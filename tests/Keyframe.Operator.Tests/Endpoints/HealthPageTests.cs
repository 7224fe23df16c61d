using Keyframe.Operator.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Keyframe.Operator.Tests.Endpoints;

/// <summary>Health pages answer as those of Kubernetes components do.</summary>
public sealed class HealthPageTests
{
    private static readonly HealthPage Page = new(
        "readyz", [new("ping", () => null), new("caches", () => "not filled yet: ConfigMap"), new("other", () => null)]);

    [Theory]
    [InlineData("/readyz", 500, "[+]ping ok\n[-]caches failed: not filled yet: ConfigMap\n[+]other ok\nreadyz check failed\n")]
    [InlineData("/readyz/", 500, "[+]ping ok\n[-]caches failed: not filled yet: ConfigMap\n[+]other ok\nreadyz check failed\n")]
    [InlineData("/readyz?exclude=caches", 200, "ok")]
    [InlineData("/readyz?verbose&exclude=caches", 200, "[+]ping ok\n[+]other ok\nreadyz check passed\n")]
    [InlineData("/readyz?verbose&exclude=caches&exclude=other", 200, "[+]ping ok\nreadyz check passed\n")]
    [InlineData("/readyz?exclude=nothing", 500, "[+]ping ok\n[-]caches failed: not filled yet: ConfigMap\n[+]other ok\nreadyz check failed\n")]
    [InlineData("/readyz/ping", 200, "ok")]
    [InlineData("/readyz/ping?verbose", 200, "[+]ping ok\nreadyz check passed\n")]
    [InlineData("/readyz/caches", 500, "[-]caches failed: not filled yet: ConfigMap\nreadyz check failed\n")]
    public async Task It_says_what_is_wrong_and_on_request_what_is_not(string target, int status, string text)
    {
        (bool answered, int code, string body) = await AskAsync(target);
        Assert.True(answered);
        Assert.Equal((status, text), (code, body));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/readyzz")]
    [InlineData("/readyz/unknown")]
    [InlineData("/healthz")]
    public async Task Other_paths_are_not_its_own(string target) => Assert.False((await AskAsync(target)).Answered);

    private static async Task<(bool Answered, int Status, string Body)> AskAsync(string target)
    {
        var context = new DefaultHttpContext();
        string[] parts = target.Split('?', 2);
        context.Request.Path = parts[0];
        context.Request.QueryString = new QueryString(parts.Length > 1 ? $"?{parts[1]}" : "");
        using var body = new MemoryStream();
        context.Response.Body = body;
        bool answered = await Page.TryAnswerAsync(context);
        return (answered, context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }
}
