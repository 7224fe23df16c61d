namespace Keyframe.Registries.Http;

/// <summary>
/// The HTTP of one registry: one server, one set of credentials, GET alone. Whatever the server does, an answer comes within the
/// limits or there is a <see cref="RegistryException"/>.
/// </summary>
/// <param name="access">Which server.</param>
/// <param name="headers">Headers of every request, beside the credentials.</param>
internal sealed class RegistryHttp(RegistryAccess access, IReadOnlyDictionary<string, string> headers) : IDisposable
{
    private readonly HttpClient _client = new();

    /// <summary>Gets a resource.</summary>
    /// <param name="path">Its path and query below the base URL, percent-encoded, without a slash in front.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="RegistryException">There is none.</exception>
    public async Task<RegistryAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{access.BaseUrl.AbsoluteUri.TrimEnd('/')}/{path}");
        request.Headers.Authorization = access.Credentials?.Header;
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new RegistryAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, body, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
