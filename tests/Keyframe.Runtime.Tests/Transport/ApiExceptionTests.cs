using System.Net;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Transport;

public sealed class ApiExceptionTests
{
    private static readonly ObjectKey Key = new("ns", "x");

    [Theory]
    [InlineData(404, "NotFound", "IsNotFound")]
    [InlineData(409, "AlreadyExists", "IsAlreadyExists")]
    [InlineData(409, "Conflict", "IsConflict")]
    [InlineData(410, "Expired", "IsExpired")]
    [InlineData(410, "Gone", "IsExpired")]
    [InlineData(422, "Invalid", "IsInvalid")]
    [InlineData(403, "Forbidden", "IsForbidden")]
    [InlineData(429, "TooManyRequests", "IsTooManyRequests")]
    [InlineData(413, "RequestEntityTooLarge", "IsRequestTooLarge")]
    [InlineData(401, "Unauthorized", "")]
    public async Task A_code_and_reason_have_one_meaning(int code, string reason, string meaning)
    {
        ApiException e = await PatchAsync(Answers.Status((HttpStatusCode)code, reason));
        Assert.Equal(meaning, Meanings(e));
        Assert.Equal((HttpStatusCode)code, e.StatusCode);
        Assert.Equal(reason, e.Status.Reason);
    }

    [Theory]
    [InlineData(400, "bad", false)]
    [InlineData(408, "slow", true)]
    [InlineData(409, "stale", false)]
    [InlineData(429, "busy", false)]
    [InlineData(500, "etcdserver: leader changed", true)]
    [InlineData(500, "etcdserver: request is too large", false)]
    [InlineData(500, "code = ResourceExhausted desc = trying to send message larger than max (2900000 vs. 2097152)", false)]
    [InlineData(503, "etcd is away", true)]
    [InlineData(504, "request timed out", true)]
    public async Task A_write_may_have_happened_when_the_error_came_from_behind_the_server(int code, string message, bool unknown)
    {
        ApiException e = await PatchAsync(Answers.Status((HttpStatusCode)code, "Some", message));
        Assert.Equal(unknown, e.IsOutcomeUnknown);
        Assert.Equal(message.Contains("larg", StringComparison.Ordinal), e.IsRequestTooLarge);
    }

    [Fact]
    public async Task The_outcome_of_a_read_is_never_unknown()
    {
        var server = new FakeServer();
        server.Next(_ => true, _ => Answers.Status(HttpStatusCode.InternalServerError, "InternalError"));
        ApiException e = await Assert.ThrowsAsync<ApiException>(
            () => server.Client().GetAsync(Key, TestContext.Current.CancellationToken));
        Assert.False(e.IsOutcomeUnknown);
        Assert.Equal("GET widgets.test.dev/x: 500 InternalError: no", e.Message);
    }

    [Fact]
    public async Task The_message_never_shows_what_was_sent()
    {
        ApiException e = await PatchAsync(
            Answers.Status(HttpStatusCode.UnprocessableEntity, "Invalid", "metadata.name: Required"));
        Assert.Equal("PATCH widgets.test.dev/x: 422 Invalid: metadata.name: Required", e.Message);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_any_length_fits_a_log_line()
    {
        ApiException e = await PatchAsync(Answers.Status(HttpStatusCode.UnprocessableEntity, "Invalid", new string('v', 5000)));
        Assert.InRange(e.Message.Length, 1024, 1100);
        Assert.Equal(5000, e.Status.Message.Length);
    }

    [Theory]
    [InlineData("text/plain", "404 page not found\n", "PATCH widgets.test.dev/x: 404 NotFound: 404 page not found")]
    [InlineData("text/html", "<html>proxy</html>", "PATCH widgets.test.dev/x: 404 NotFound")]
    [InlineData("application/json", "{\"half\":", "PATCH widgets.test.dev/x: 404 NotFound")]
    [InlineData("application/json", "[]", "PATCH widgets.test.dev/x: 404 NotFound")]
    [InlineData("application/json", "", "PATCH widgets.test.dev/x: 404 NotFound")]
    public async Task An_answer_that_is_no_Status_gets_one(string mediaType, string body, string message)
    {
        ApiException e = await PatchAsync(Answers.Text(HttpStatusCode.NotFound, body, mediaType));
        Assert.Equal(message, e.Message);
        Assert.True(e.IsNotFound);
        Assert.Equal("Failure", e.Status.Status);
    }

    [Fact]
    public async Task An_endless_error_body_is_read_to_a_limit_only()
    {
        FakeBody body = new FakeBody("text/plain").Write(new string('x', 100_000));   // and never ends
        ApiException e = await PatchAsync(new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = body });
        Assert.Equal(HttpStatusCode.BadGateway, e.StatusCode);
        await body.Closed.Soon();
    }

    [Theory]
    [InlineData("7", null, 7)]
    [InlineData("Thu, 01 Jan 2026 00:00:09 GMT", null, 9)]
    [InlineData("Wed, 31 Dec 2025 00:00:00 GMT", null, null)]
    [InlineData(null, 3, 3)]
    [InlineData("7", 3, 7)]
    [InlineData("864000", null, 300)]
    [InlineData(null, null, null)]
    public async Task The_wait_that_the_server_asks_for(string? header, int? details, int? seconds)
    {
        var status = Answers.StatusJson(HttpStatusCode.TooManyRequests, "TooManyRequests", "busy");
        status["details"] = new System.Text.Json.Nodes.JsonObject { ["retryAfterSeconds"] = details };
        HttpResponseMessage answer = Answers.Text(HttpStatusCode.TooManyRequests, status.ToJsonString());
        if (header is not null)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", header);
        }

        ApiException e = await PatchAsync(answer);
        Assert.Equal(seconds, e.RetryAfter?.TotalSeconds);
    }

    private static async Task<ApiException> PatchAsync(HttpResponseMessage answer)
    {
        var server = new FakeServer();
        server.Next(_ => true, _ => answer);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return await Assert.ThrowsAsync<ApiException>(() => server.Client(clock).MergePatchAsync(
            Key, new() { ["password"] = "hunter2" }, TestContext.Current.CancellationToken)).Soon();
    }

    private static string Meanings(ApiException e) => string.Join(",",
        new (string Name, bool Holds)[]
        {
            ("IsNotFound", e.IsNotFound), ("IsAlreadyExists", e.IsAlreadyExists), ("IsConflict", e.IsConflict),
            ("IsExpired", e.IsExpired), ("IsInvalid", e.IsInvalid), ("IsForbidden", e.IsForbidden),
            ("IsTooManyRequests", e.IsTooManyRequests), ("IsRequestTooLarge", e.IsRequestTooLarge),
            ("IsUnreachable", e.IsUnreachable), ("IsOutcomeUnknown", e.IsOutcomeUnknown),
        }.Where(m => m.Holds).Select(m => m.Name));
}
