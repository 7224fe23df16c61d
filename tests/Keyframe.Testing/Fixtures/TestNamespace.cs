using System.Net;
using System.Security.Cryptography;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Keyframe.Testing.Fixtures;

/// <summary>A namespace for one test. Disposing deletes it and does not wait: the server empties it by itself.</summary>
public sealed class TestNamespace : IAsyncDisposable
{
    private const string DefaultServiceAccount = "default";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private readonly Kubernetes client;

    private TestNamespace(Kubernetes client, string name)
    {
        this.client = client;
        Name = name;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>
    /// Makes one, and waits until it accepts pods: for its default service account, before 1.24 also for that one's token.
    /// </summary>
    public static async Task<TestNamespace> CreateAsync(
        Kubernetes client, Version serverVersion, string hint, CancellationToken cancellationToken)
    {
        string name = $"{hint}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, cancellationToken: cancellationToken);
        TestNamespace created = new(client, name);
        try
        {
            bool needsToken = serverVersion < new Version(1, 24);
            while (!await created.AcceptsPodsAsync(needsToken, cancellationToken))
            {
                await Task.Delay(Interval, cancellationToken);
            }

            return created;
        }
        catch
        {
            await created.DisposeAsync();
            throw;
        }
    }

    /// <summary>The name, so that a namespace can stand where its name is asked for in a message.</summary>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await client.CoreV1.DeleteNamespaceAsync(Name);
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException)
        {
            // The test removed it itself, or stopped the server for good.
        }
    }

    private async Task<bool> AcceptsPodsAsync(bool needsToken, CancellationToken cancellationToken)
    {
        try
        {
            V1ServiceAccount account =
                await client.CoreV1.ReadNamespacedServiceAccountAsync(
                    DefaultServiceAccount, Name, cancellationToken: cancellationToken);
            return !needsToken || account.Secrets is { Count: > 0 };
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
