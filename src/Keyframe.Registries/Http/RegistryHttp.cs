using Keyframe.Api.Conditions;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Keyframe.Registries.Http;

/// <summary>
/// The HTTP of one registry: one server, one set of credentials, GET alone. Whatever the server does, an answer comes within the
/// limits or there is a <see cref="RegistryException"/>.
/// </summary>
internal sealed class RegistryHttp : IDisposable
{
    private readonly string _base;
    private readonly Faults _faults;
    private readonly TransportFaults _transport;
    private readonly FailureStreak _streak;
    private readonly RegistryFault? _refusal;
    private readonly ResiliencePipeline<HttpResponseMessage> _resilience;
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Connects nothing yet.</summary>
    /// <param name="access">Which server.</param>
    /// <param name="headers">Headers of every request, beside the credentials.</param>
    /// <param name="options">What the installation allows.</param>
    /// <param name="network">The network.</param>
    /// <param name="metrics">Measures each request; null for nobody.</param>
    /// <param name="clock">For timeouts, pauses and breaks.</param>
    public RegistryHttp(
        RegistryAccess access, IReadOnlyDictionary<string, string> headers, RegistryOptions options, RegistryNetwork network,
        RegistryMetrics? metrics, TimeProvider clock)
    {
        RegistryLimits limits = options.Limits;
        _faults = Faults.Of(access);
        _transport = new TransportFaults(_faults, limits);
        _streak = new FailureStreak(limits.FailuresInARow, _transport.TimedOut());
        _base = access.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');

        var guard = new AddressGuard(access.BaseUrl, options, _faults);
        _refusal = guard.OfUrl() ?? OfHeaders(access, headers);
        _resilience = RegistryResilience.Create(limits, _streak, clock);
        _invoker = new HttpMessageInvoker(new AnswerHandler(access, headers, limits, _faults, _transport, metrics, clock)
        {
            InnerHandler = new RegistryConnector(network, guard, _transport).CreateHandler(access, limits),
        });
    }

    /// <summary>Gets a resource.</summary>
    /// <param name="path">Its path and query below the base URL, percent-encoded, without a slash in front.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="RegistryException">There is none.</exception>
    public async Task<RegistryAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        if (_refusal is not null)
        {
            throw new RegistryException(_refusal);
        }

        Uri url = UrlOf(path);
        try
        {
            using HttpResponseMessage response = await _resilience.ExecuteAsync(
                async token =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, url);
                    return await _invoker.SendAsync(request, token);
                },
                cancellationToken);
            return ((ReadResponse)response).Answer;
        }
        catch (BrokenCircuitException broken)
        {
            throw new RegistryException(NotAsked(broken.RetryAfter));
        }
        catch (TimeoutRejectedException)
        {
            throw new RegistryException(_transport.TimedOut());
        }
        catch (ObjectDisposedException disposed)
        {
            throw new RegistryException(_transport.Of(disposed)!);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    /// <summary>
    /// A prompt called <c>..</c> would ask for something else: <see cref="Uri"/> resolves dots, percent-encoded or not.
    /// </summary>
    private Uri UrlOf(string path)
    {
        IEnumerable<string> segments = path.Split('?')[0].Split('/').Select(Uri.UnescapeDataString);
        return segments.Any(segment => segment is "." or "..")
            ? throw new RegistryException(_faults.Permanent(
                Reasons.RequestRefused, "a name of dots alone cannot be asked for.") with
            { IsOfPrompt = true })
            : new Uri($"{_base}/{path}");
    }

    /// <summary>How long is not in the message: it would be another one each time, and a write of a status.</summary>
    private RegistryFault NotAsked(TimeSpan? left)
    {
        RegistryFault last = _streak.Last ?? _transport.TimedOut();
        return last with
        {
            Message = $"{last.Message} This went on several times in a row, so it is not asked for a while.",
            RetryAfter = left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1),
        };
    }

    /// <summary>What no header can carry would be taken for a fault of the network.</summary>
    private RegistryFault? OfHeaders(RegistryAccess access, IReadOnlyDictionary<string, string> headers) =>
        !IsPrintable(access.Credentials?.Header.Parameter ?? "")
            ? _faults.OfCredentials(
                Reasons.CredentialsInvalid, "the token has characters that no header can carry, such as a line break at its end.")
            : headers.FirstOrDefault(header => !IsPrintable(header.Value)) is { Key: { } name }
                ? _faults.Permanent(Reasons.InvalidSpec, $"the value of {name} has characters that no header can carry.")
                : null;

    private static bool IsPrintable(string value) => value.All(character => character is >= ' ' and <= '~');
}
