using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Operator.Retrieval;
using Keyframe.Runtime;

namespace Keyframe.Operator.Tests.Retrieval;

/// <summary>What of verify can be followed. An API server without CEL lets pass what the schema refuses elsewhere.</summary>
public sealed class IndexQuestionTests
{
    private static readonly HttpVersionProbe Http = new() { Url = "https://index.example.com/kb?x=1", JsonPointer = "/version" };
    private static readonly ConfigMapKeyReference Key = new() { Name = "indexes", Key = "kb" };

    public static TheoryData<RetrievalSpec, string> Flaws => new()
    {
        { Item(Http) with { IndexVersion = null }, "indexVersion, which is not set" },
        { Item(Http) with { IndexVersion = " " }, "indexVersion, which is not set" },
        { Item(null), "exactly one of http and configMapKeyRef" },
        { Item(Http, Key), "exactly one of http and configMapKeyRef" },
        { Item(Http with { Url = "ftp://index.example.com/" }), "verify.http.url" },
        { Item(Http with { Url = "file:///etc/passwd" }), "verify.http.url" },
        { Item(Http with { Url = "https://me:secret@index.example.com/" }), "verify.http.url" },
        { Item(Http with { Url = "https://index.example.com:99999/" }), "verify.http.url" },
        { Item(Http with { Url = "/kb" }), "verify.http.url" },
        { Item(Http, interval: "1s"), "verify.interval" },
        { Item(Http, interval: "25h"), "verify.interval" },
        { Item(Http, interval: "5"), "verify.interval" },
    };

    [Theory]
    [MemberData(nameof(Flaws), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_followed_is_said_and_nobody_is_asked(RetrievalSpec item, string problem)
    {
        IndexQuestion question = IndexQuestion.Of("shop", item);
        Assert.Null(question.Source);
        Assert.Contains(problem, question.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", question.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_URL_is_asked_on_its_interval() => Assert.Equal(
        new IndexQuestion(
            "kb", "7", new IndexSource.Document(new Uri("https://index.example.com/kb?x=1"), "/version"), TimeSpan.FromMinutes(90), null),
        IndexQuestion.Of("shop", Item(Http, interval: "1h30m") with { IndexVersion = " 7\n" }));

    [Fact]
    public void A_ConfigMap_is_one_of_the_snapshots_own_namespace() => Assert.Equal(
        new IndexQuestion("kb", "7", new IndexSource.Entry(new ObjectKey("shop", "indexes"), "kb"), TimeSpan.FromMinutes(5), null),
        IndexQuestion.Of("shop", Item(null, Key)));

    private static RetrievalSpec Item(HttpVersionProbe? http, ConfigMapKeyReference? key = null, string? interval = null) => new()
    {
        Name = "kb",
        IndexVersion = "7",
        Verify = new RetrievalVerification { Http = http, ConfigMapKeyRef = key, Interval = interval },
    };
}
