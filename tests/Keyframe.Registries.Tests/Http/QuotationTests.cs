using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class QuotationTests
{
    private static readonly Quotation Plain = new(null);

    [Theory]
    [InlineData("as it is", "as it is")]
    [InlineData("  two\r\n\tlines \n", "two lines")]
    [InlineData("a\0b\u001B[31mc", "a b [31mc")]
    [InlineData("right\u202Eto left\u2028and\u200Bzero", "right to left and zero")]
    [InlineData("Grüße 世界 🙂", "Grüße 世界 🙂")]
    [InlineData("", "")]
    public void A_server_is_quoted_in_one_printable_line(string text, string quoted) => Assert.Equal(quoted, Plain.Of(text));

    [Fact]
    public void Half_a_character_is_shown_as_such() => Assert.Equal("\uFFFD alone", Plain.Of("\uD800 alone \uE000"));

    [Fact]
    public void Whatever_it_says_that_is_short_and_printable() => Gen.String.Sample(text =>
    {
        string quoted = Plain.Of(text);
        Assert.InRange(quoted.Length, 0, 204);
        Assert.DoesNotContain(quoted, char.IsControl);
        Assert.Equal(quoted, Plain.Of(quoted));
    });

    [Fact]
    public void Longer_words_are_cut() => Assert.Equal($"{new string('x', 200)}…", Plain.Of(new string('x', 1_000_000)));

    [Theory]
    [InlineData("p4ss wörd&\"<%")]
    [InlineData("x")]
    [InlineData("line\u0085break")]
    public void A_password_is_found_in_any_spelling(string password)
    {
        var quotation = new Quotation(RegistryCredentials.Basic("dana", password));
        string pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"dana:{password}"));
        foreach (string spelling in new[]
        {
            password, password.ToUpperInvariant(), pair, $"Basic {pair}", $"dana:{password}", Uri.EscapeDataString(password),
            WebUtility.UrlEncode(password), WebUtility.HtmlEncode(password), JsonEncodedText.Encode(password).ToString(),
        })
        {
            Assert.Equal("(left out, since it repeats the credentials)", quotation.Of($"your login [{spelling}] failed"));
        }
    }

    [Fact]
    public void So_is_a_token_and_a_key_given_as_the_user()
    {
        Assert.StartsWith("(left out", new Quotation(RegistryCredentials.Bearer("t0ken")).Of("no t0ken here"));
        Assert.StartsWith("(left out", new Quotation(RegistryCredentials.Basic("k3y", "")).Of("no k3y here"));
    }

    [Fact]
    public void A_secret_at_the_end_of_a_long_text_is_found_before_it_is_cut() => Assert.StartsWith(
        "(left out", new Quotation(RegistryCredentials.Bearer("t0ken-t0ken")).Of($"{new string('x', 195)}t0ken-t0ken"));

    [Fact]
    public void The_user_is_no_secret() => Assert.Equal(
        "no such user dana", new Quotation(RegistryCredentials.Basic("dana", "p4ssword")).Of("no such user dana"));
}
