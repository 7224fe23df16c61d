using System.Globalization;
using System.Text;

namespace Keyframe.Registries.Tests.Http;

/// <summary>One request to a <see cref="LoopbackServer"/>, to be answered.</summary>
internal sealed class Exchange(Stream stream, string head, CancellationToken stopped)
{
    /// <summary>Fires at the end of the test.</summary>
    public CancellationToken Stopped => stopped;

    public string Target => head.Split(' ')[1];

    /// <summary>Whether the connection is closed behind this answer.</summary>
    public bool IsLast { get; set; }

    /// <summary>A header of the request; null where it has none.</summary>
    public string? Header(string name) => head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim()).SingleOrDefault();

    public Task WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes, stopped);
        await stream.FlushAsync(stopped);
    }

    public Task AnswerAsync(string json, int status = 200, string headers = "") =>
        AnswerAsync(Encoding.UTF8.GetBytes(json), $"Content-Type: application/json\r\n{headers}", status);

    /// <param name="body">The body.</param>
    /// <param name="headers">Lines, each with its end.</param>
    /// <param name="status">The status.</param>
    public async Task AnswerAsync(byte[] body, string headers, int status = 200)
    {
        await WriteAsync(string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Some\r\n{headers}Content-Length: {body.Length}\r\n\r\n"));
        await WriteAsync(body);
    }
}
