using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Keyframe.Core.Canonical;

/// <summary>
/// A SHA-256 content digest, spelled as container registries spell it: <c>sha256:</c> and 64 lower-case hex digits. The default
/// value is no digest: its <see cref="Value"/> and <see cref="Short"/> are empty.
/// </summary>
public readonly record struct Digest
{
    private const string Prefix = "sha256:";
    private const int Length = 71;
    private const int ShortLength = 10;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? value;

    private Digest(string value) => this.value = value;

    /// <summary>The full spelling, 71 characters.</summary>
    public string Value => value ?? "";

    /// <summary>The first ten hex digits, as names and messages carry them.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "The short digest, as Git has short hashes; no type is meant.")]
    public string Short => value?.Substring(Prefix.Length, ShortLength) ?? "";

    /// <summary>Digests bytes.</summary>
    /// <param name="content">The bytes, exactly.</param>
    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return new Digest(Prefix + Convert.ToHexStringLower(hash));
    }

    /// <summary>Reads the full spelling. Upper-case digits, blanks and other algorithms are not accepted.</summary>
    /// <param name="text">The text.</param>
    /// <param name="digest">The digest, when the text is one.</param>
    /// <returns>Whether the text is a digest.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        var valid = text is { Length: Length }
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept(HexDigits);
        digest = valid ? new Digest(text!) : default;
        return valid;
    }

    /// <summary>The same as <see cref="Value"/>.</summary>
    public override string ToString() => Value;
}
