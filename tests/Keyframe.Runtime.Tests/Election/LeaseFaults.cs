using System.Net;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>What may happen to a write of the lease.</summary>
internal static class LeaseFaults
{
    /// <summary>The next write meets this fault.</summary>
    public static void Inject(this LeaseServer leases, string fault)
    {
        switch (fault)
        {
            case "reset":
                leases.Next(LeaseServer.IsWrite, () => throw new HttpRequestException("connection reset by peer"));
                break;
            case "500":
                leases.Next(
                    LeaseServer.IsWrite,
                    () => Answers.Status(HttpStatusCode.InternalServerError, "InternalServerError", "etcd is away"));
                break;
            case "429":
                leases.Next(
                    LeaseServer.IsWrite, () => Answers.Status(HttpStatusCode.TooManyRequests, "TooManyRequests", "busy"));
                break;
            case "503":
                leases.Next(LeaseServer.IsWrite, () => Answers.Text(HttpStatusCode.ServiceUnavailable, "away", "text/html"));
                break;
            case "garbage":
                leases.Next(LeaseServer.IsWrite, () => Answers.Text(HttpStatusCode.OK, "<html>"));
                break;
            case "answer lost":
                leases.LoseAnswer(LeaseServer.IsWrite);
                break;
            default:
                throw new ArgumentException(fault);
        }
    }

    /// <summary>The server takes the request and says nothing.</summary>
    public static async Task<HttpResponseMessage> Silence(FakeRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException();
    }
}
