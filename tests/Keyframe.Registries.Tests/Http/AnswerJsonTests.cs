using System.Net;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class AnswerJsonTests
{
    [Theory]
    [InlineData(64, null)]
    [InlineData(65, "AnswerTooDeep")]
    [InlineData(500_000, "AnswerTooDeep")]
    public void Sixty_four_levels_are_read(int depth, string? reason)
    {
        string json = $"{{\"a\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}";
        Assert.Equal(reason, ReasonOf(Encoding.UTF8.GetBytes(json), AskingJson.Default.JsonObject));
    }

    [Theory]
    [InlineData(new byte[] { 0xC3, 0x28 })]              // a sequence cut short
    [InlineData(new byte[] { 0xC0, 0xAF })]              // an overlong slash
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]        // a surrogate
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]  // beyond Unicode
    [InlineData(new byte[] { 0xFF, 0xFE })]              // UTF-16
    public void Bytes_that_are_not_UTF_8_are_refused(byte[] bytes) =>
        Assert.Equal("AnswerNotUtf8", ReasonOf([.. "{\"name\":\""u8, .. bytes, .. "\"}"u8], AskingJson.Default.Named));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"name\":\"a\"}")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{\"Name\":\"a\",}")]
    [InlineData("{\"Name\":\"a\"} // comment")]
    [InlineData("{\"Name\":1}")]
    [InlineData("{\"Name\":\"a\",\"Name\":\"b\"}")]
    [InlineData("{\"Name\":\"a\",\"N\\u0061me\":\"b\"}")]
    [InlineData("{\"Name\":\"a\",\"other\":{\"x\":1,\"x\":2}}")]
    [InlineData("{\"Name\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1,\"Name\":\"a\"}")]
    public void What_is_not_the_JSON_expected_is_malformed(string json) =>
        Assert.Equal("MalformedAnswer", ReasonOf(Encoding.UTF8.GetBytes(json), AskingJson.Default.Named));

    [Theory]
    [InlineData("{\"Name\":\"a\"}")]
    [InlineData("\uFEFF{\"Name\":\"a\",\"more\":null}")]
    public void The_rest_is_read(string json) =>
        Assert.Equal("a", Answer(Encoding.UTF8.GetBytes(json)).Read(AskingJson.Default.Named).Name);

    [Fact]
    public void Whatever_the_bytes_the_failure_is_a_fault() => Gen.Byte.Array[0, 60].Sample(
        bytes => Assert.Contains(ReasonOf(bytes, AskingJson.Default.JsonObject), Reasons));

    [Fact]
    public void Whatever_the_text_the_failure_is_a_fault() =>
        Gen.Int[0, Parts.Length - 1].Select(i => Parts[i]).Array[0, 30].Sample(
            parts => Assert.Contains(
                ReasonOf(Encoding.UTF8.GetBytes(string.Concat(parts)), AskingJson.Default.JsonObject), Reasons));

    private static readonly string[] Parts = ["{", "}", "[", "]", "\"", "a", "\\ud800", ":", ",", "1", "e", "-", " ", "null"];

    private static readonly string?[] Reasons = [null, "MalformedAnswer", "AnswerNotUtf8", "AnswerTooDeep"];

    private static RegistryAnswer Answer(byte[] body) => new(HttpStatusCode.OK, "application/json", body, null);

    private static string? ReasonOf<T>(byte[] body, JsonTypeInfo<T> contract)
        where T : notnull
    {
        try
        {
            Answer(body).Read(contract);
            return null;
        }
        catch (RegistryException failure)
        {
            return failure.Fault.Reason;
        }
    }
}
