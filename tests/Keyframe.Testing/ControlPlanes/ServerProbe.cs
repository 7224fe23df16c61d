using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>First questions to an API server.</summary>
internal static partial class ServerProbe
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks for the version, and whether nodes that are not ours exist.</summary>
    public static async Task<(Version Version, bool HasNodes)> AskAsync(
        string kubeconfigPath, CancellationToken cancellationToken)
    {
        using Kubernetes client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfigPath));
        VersionInfo version = await client.Version.GetCodeAsync(cancellationToken);
        V1NodeList nodes = await client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken);
        bool hasNodes = nodes.Items.Any(
            node => !node.Name().StartsWith(Nodes.NodeSimulator.NodeNamePrefix, StringComparison.Ordinal));
        return (Parse(version), hasNodes);
    }

    /// <summary>
    /// Reads <c>/version</c>: providers append a plus sign to the minor, and plain builds leave major and minor out.
    /// </summary>
    public static Version Parse(VersionInfo version)
    {
        Match match = MajorMinor().Match($"{version.Major}.{version.Minor}");
        match = match.Success ? match : MajorMinor().Match(version.GitVersion ?? "");
        return match.Success
            ? new Version(Number(match, 1), Number(match, 2))
            : throw new ControlPlaneUnavailableException($"The API server gives no version: \"{version.GitVersion}\".");
    }

    /// <summary>Whether <c>/readyz</c> answers ok; no answer is no.</summary>
    public static async Task<bool> IsReadyAsync(Kubernetes client, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(client.BaseUri, "readyz"));
            await (client.Credentials?.ProcessHttpRequestAsync(request, patience.Token) ?? Task.CompletedTask);
            using HttpResponseMessage response = await client.HttpClient.SendAsync(request, patience.Token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>
    /// Asks again and again until <paramref name="condition"/> holds; false when <paramref name="giveUp"/> says so.
    /// </summary>
    public static async Task<bool> UntilAsync(
        Func<CancellationToken, Task<bool>> condition, Func<bool> giveUp, CancellationToken cancellationToken)
    {
        while (!await condition(cancellationToken))
        {
            if (giveUp())
            {
                return false;
            }

            await Task.Delay(Interval, cancellationToken);
        }

        return true;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^v?(\d+)\.(\d+)")]
    private static partial Regex MajorMinor();
}
