using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Keyframe.Registries.Http;

/// <summary>
/// Makes a server's words fit for a message: one short line of printable characters, and nothing at all where they repeat the
/// credentials, as echoing proxies and debug pages do.
/// </summary>
/// <param name="credentials">What must not be repeated.</param>
internal sealed class Quotation(RegistryCredentials? credentials)
{
    private const int MaxLength = 200;

    private readonly string[] _secrets = credentials is null ? [] : [.. Secrets(credentials).SelectMany(Spellings).Distinct()];

    /// <summary>
    /// A server's words, at most some 200 characters of them, in one line; a note in their place where they hold a secret, even one
    /// so short that it stands in many words.
    /// </summary>
    public string Of(string text)
    {
        if (_secrets.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)))
        {
            return "(left out, since it repeats the credentials)";
        }

        var quoted = new StringBuilder(MaxLength + 4);
        bool blank = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!IsPrintable(rune))
            {
                blank = quoted.Length > 0;
                continue;
            }

            if (quoted.Length >= MaxLength)
            {
                return quoted.Append('…').ToString();
            }

            quoted.Append(blank ? " " : "").Append(rune);
            blank = false;
        }

        return quoted.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or
        UnicodeCategory.SpaceSeparator);

    /// <summary>What the Authorization header is made of. A user without a password is an API key.</summary>
    private static IEnumerable<string> Secrets(RegistryCredentials credentials)
    {
        string parameter = credentials.Header.Parameter ?? "";
        yield return parameter;
        if (credentials.Header.Scheme == "Basic")
        {
            string pair = Encoding.UTF8.GetString(Convert.FromBase64String(parameter));
            int colon = pair.IndexOf(':');
            yield return pair[(colon + 1)..] is { Length: > 0 } password ? password : pair[..colon];
        }
    }

    /// <summary>As it can stand in plain text, in a URL, in HTML and in JSON.</summary>
    private static IEnumerable<string> Spellings(string secret) => new[]
    {
        secret,
        Uri.EscapeDataString(secret),
        WebUtility.UrlEncode(secret),
        WebUtility.HtmlEncode(secret),
        JavaScriptEncoder.Default.Encode(secret),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
    }.Where(spelling => spelling.Length > 0);
}
