using System.Text;
using Microsoft.AspNetCore.Http;

namespace Keyframe.Operator.Endpoints;

/// <summary>
/// A health endpoint as Kubernetes components have them (k8s.io/apiserver/pkg/server/healthz): 200 <c>ok</c>, or 500 with a line
/// for each check. <c>?verbose</c> shows the lines of healthy ones too, <c>?exclude=NAME</c> leaves one out, <c>/NAME</c> asks
/// one alone.
/// </summary>
/// <param name="name">The name without a slash: <c>readyz</c>.</param>
/// <param name="checks">What it asks.</param>
internal sealed class HealthPage(string name, IReadOnlyList<HealthCheck> checks)
{
    private readonly PathString _path = $"/{name}";

    /// <summary>Answers a request that is for this page; false for another page's.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(_path, out PathString rest))
        {
            return false;
        }

        string one = rest.Value?.Trim('/') ?? "";
        HealthCheck[] asked = [.. checks.Where(check => one.Length == 0 || check.Name == one)];
        if (asked.Length == 0)
        {
            return false;
        }

        string?[] excluded = [.. context.Request.Query["exclude"]];
        await AnswerAsync(context, [.. asked.Where(check => !excluded.Contains(check.Name))]);
        return true;
    }

    private async Task AnswerAsync(HttpContext context, HealthCheck[] asked)
    {
        var text = new StringBuilder();
        bool healthy = true;
        foreach (HealthCheck check in asked)
        {
            string? problem = check.Problem();
            healthy &= problem is null;
            text.Append(problem is null ? $"[+]{check.Name} ok\n" : $"[-]{check.Name} failed: {problem}\n");
        }

        text.Append(name).Append(healthy ? " check passed\n" : " check failed\n");
        context.Response.StatusCode = healthy ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        bool brief = healthy && !context.Request.Query.ContainsKey("verbose");
        await context.Response.WriteAsync(brief ? "ok" : text.ToString(), context.RequestAborted);
    }
}
