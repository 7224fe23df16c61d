using System.Text;
using System.Text.Json.Nodes;
using Keyframe.Registries.Tests.Replays;
using Keyframe.Testing.Registries.Mlflow;

namespace Keyframe.Registries.Tests.Mlflow;

/// <summary>The fake answers what a real server answered to the same requests in the same order.</summary>
public sealed class FakeMlflowTests
{
    /// <summary>Timestamps and texts for people differ; everything else is the same.</summary>
    private static readonly string[] Incomparable = ["message", "creation_timestamp", "last_updated_timestamp"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_answers_as_a_plain_server()
    {
        await using var mlflow = await FakeMlflow.StartAsync(null, Token);
        await CompareAsync(mlflow, [
            "100-prompt-create", "101-prompt-create-again", "102-prompt-get-no-versions", "103-prompt-alias-latest-no-versions",
            "104-prompt-version-create-text", "105-prompt-version-get-text", "106-prompt-version-create-no-type-tag",
            "107-prompt-version-get-no-type-tag", "108-prompt-version-create-jinja", "110-alias-set", "111-alias-get",
            "112-alias-get-latest", "113-alias-get-latest-uppercase", "114-alias-get-unknown-alias",
            "115-alias-get-unknown-prompt", "116-alias-get-latest-unknown-prompt", "117-alias-get-version-form",
            "118-alias-set-reserved-latest", "119-alias-set-reserved-v3", "120-alias-set-unknown-version",
            "121-alias-set-bad-characters", "122-alias-get-missing-parameter", "130-prompt-get", "131-prompt-get-unknown",
            "132-prompt-get-missing-name", "133-prompt-version-get-unknown-version", "134-prompt-version-get-unknown-prompt",
            "135-prompt-version-get-not-an-integer", "136-prompt-version-get-zero", "137-prompt-version-get-leading-zero",
            "138-prompt-version-get-missing-version", "139-prompt-get-unknown-query-parameter", "140-malformed-json-body",
            "142-version-as-number-in-body", "150-prompt-create-chat", "151-prompt-version-create-chat",
            "152-prompt-version-get-chat", "153-prompt-version-create-chat-malformed", "154-prompt-version-get-chat-malformed",
            "155-prompt-version-create-without-text-tag", "156-prompt-version-create-without-is-prompt-tag",
            "157-prompt-version-get-without-is-prompt-tag", "158-prompt-version-create-unknown-prompt", "160-model-create",
            "161-model-version-create", "162-model-get", "163-model-version-get", "164-prompt-create-name-held-by-model",
            "165-model-create-name-held-by-prompt", "170-search-without-prompt-clause", "171-search-with-prompt-clause",
            "172-search-with-prompt-clause-page-1", "173-search-with-prompt-clause-page-2",
            "174-search-by-name-with-prompt-clause", "175-search-bad-page-token", "176-search-bad-filter",
            "177-search-max-results-too-large", "178-versions-search-without-prompt-clause",
            "179-versions-search-with-prompt-clause", "180-search-no-match", "200-tamper-before", "201-tamper-set-tag-text",
            "202-tamper-after", "203-tamper-after-registered-model", "204-set-model-config-tag",
            "205-get-after-model-config-change", "206-version-update-description", "207-version-delete-tag-is-prompt",
            "208-get-version-after-is-prompt-deleted", "210-prompt-set-tag", "220-alias-move", "221-alias-get-after-move",
            "222-version-delete-with-alias", "223-alias-get-after-version-delete", "224-prompt-get-after-version-delete",
            "225-version-get-after-delete", "226-alias-get-latest-after-version-delete", "227-version-create-after-delete",
            "228-alias-delete", "229-alias-delete-again", "230-prompt-delete", "231-prompt-get-after-delete",
            "232-version-get-after-prompt-delete", "233-prompt-recreate", "234-version-create-after-recreate",
            "235-version-get-after-recreate", "240-unicode-name-create", "241-unicode-version-create",
            "242-unicode-version-get", "243-unicode-version-get-plus-for-space", "244-name-with-slash", "245-name-with-colon",
            "246-name-empty", "250-version-create-other-source-without-is-prompt-tag", "251-version-get-without-is-prompt-tag",
            "252-alias-set-on-newest", "253-alias-set-second-alias-same-version", "254-prompt-get-alias-on-newest",
            "255-versions-search-aliases-absent", "256-alias-get-latest-with-other-aliases", "257-alias-set-mixed-case",
            "258-alias-get-other-case", "259-prompt-rename", "260-prompt-get-old-name-after-rename",
            "261-alias-get-new-name-after-rename",
        ]);
    }

    [Fact]
    public async Task It_answers_as_a_server_with_a_path_prefix()
    {
        await using var mlflow = await FakeMlflow.StartAsync(new FakeMlflowOptions { PathPrefix = "/mlflow" }, Token);
        await CompareAsync(mlflow, ["702-prefix-prompt-create", "703-prefix-prompt-get", "704-prefix-missing-api"]);
    }

    [Fact]
    public async Task It_answers_as_a_server_with_basic_auth()
    {
        await using var mlflow = await FakeMlflow.StartAsync(
            new FakeMlflowOptions { Username = "admin", Password = "pass" }, Token);
        await CompareAsync(mlflow, [
            "800-auth-missing", "801-auth-wrong-password", "802-auth-bearer-instead-of-basic", "803-auth-malformed-header",
            "807-auth-admin-prompt-create", "808-auth-admin-version-create", "809-auth-reader-version-get",
        ]);
        mlflow.Forbid("secured");
        await CompareAsync(mlflow, [
            "811-auth-outsider-version-get-forbidden", "812-auth-outsider-alias-get-forbidden",
            "813-auth-outsider-search-filtered", "839-auth-outsider-versions-search",
        ]);
    }

    [Fact]
    public async Task It_answers_as_a_server_with_workspaces()
    {
        await using var mlflow = await FakeMlflow.StartAsync(new FakeMlflowOptions { Workspaces = ["team-a"] }, Token);
        await CompareAsync(mlflow, [
            "903-workspace-prompt-create", "904-workspace-version-create", "905-workspace-prompt-get",
            "906-workspace-prompt-get-without-header", "907-workspace-prompt-get-default", "908-workspace-unknown",
            "909-workspace-bad-name",
        ]);
    }

    [Fact]
    public async Task It_answers_as_a_server_that_checks_hosts()
    {
        await using var mlflow = await FakeMlflow.StartAsync(new FakeMlflowOptions { AllowedHosts = [] }, Token);
        await CompareAsync(mlflow, ["004-host-header-dns-rejected", "007-host-header-cluster-ip-allowed"]);
    }

    private static async Task CompareAsync(FakeMlflow mlflow, IEnumerable<string> names)
    {
        using var client = new HttpClient();
        foreach (Exchange exchange in names.Select(Exchange.Load))
        {
            using HttpRequestMessage request = RequestOf(exchange, mlflow.Server.Url);
            using HttpResponseMessage response = await client.SendAsync(request, Token);
            string body = await response.Content.ReadAsStringAsync(Token);

            Assert.Equal((exchange.Name, exchange.Status), (exchange.Name, (int)response.StatusCode));
            Assert.Equal(
                (exchange.Name, exchange.ContentType), (exchange.Name, response.Content.Headers.ContentType?.ToString()));
            Assert.Equal(exchange.Served.Headers.ContainsKey("www-authenticate"), response.Headers.WwwAuthenticate.Count > 0);
            if (exchange.ContentType == "application/json")
            {
                Assert.Equal(
                    (exchange.Name, Comparable(exchange.Answer)), (exchange.Name, Comparable(JsonNode.Parse(body))));
            }
        }
    }

    private static HttpRequestMessage RequestOf(Exchange exchange, Uri url)
    {
        var request = new HttpRequestMessage(new HttpMethod(exchange.Method), new Uri(url, exchange.Target));
        foreach ((string name, string value) in exchange.Headers.Where(header => header.Key is not "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(name, name == "Authorization" ? CredentialOf(value) : value);
        }

        if (exchange.Body is { } body)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return request;
    }

    /// <summary>Captures hold a description instead of a credential. The fake has one user, whoever it was.</summary>
    private static string CredentialOf(string described) => described.StartsWith("Basic <", StringComparison.Ordinal)
        ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(
            described.Contains("wrong", StringComparison.Ordinal) ? "admin:no" : "admin:pass"))
        : described;

    private static string Comparable(JsonNode? node) => node switch
    {
        JsonObject json => "{" + string.Join(", ", json.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(property =>
            $"{property.Key}: {(Incomparable.Contains(property.Key)
                ? property.Value!.GetValueKind().ToString()
                : Comparable(property.Value))}")) + "}",
        JsonArray array => "[" + string.Join(", ", array.Select(Comparable).Order(StringComparer.Ordinal)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
