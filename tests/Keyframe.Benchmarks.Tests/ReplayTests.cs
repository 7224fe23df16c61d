using System.Net;
using System.Text;
using Keyframe.Benchmarks.Calls;
using Keyframe.Benchmarks.Floors;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Tests;

public sealed class ReplayTests
{
    private const string Path = "/apis/apps/v1/namespaces/one/deployments/work-00007";

    [Fact]
    public void Guards_are_left_out_and_owners_stay()
    {
        var write = RecordedWrite.Of(Patch(Path, """
            {"metadata":{"uid":"u","resourceVersion":"5","ownerReferences":[{"uid":"o"}]},"spec":{"resourceVersion":"stays"}}
            """));

        Assert.Equal(
            """{"metadata":{"ownerReferences":[{"uid":"o"}]},"spec":{"resourceVersion":"stays"}}""", write.Body);
    }

    [Fact]
    public void Another_namespace_and_other_uids_take_the_place_of_the_recorded_ones()
    {
        RecordedWrite write = RecordedWrite.Of(Patch(Path, """{"namespace":"one","ownerUid":"aaa"}"""))
            .With("one", "two").With("aaa", "bbb");

        Assert.Equal("/apis/apps/v1/namespaces/two/deployments/work-00007", write.PathAndQuery);
        Assert.Equal("""{"namespace":"two","ownerUid":"bbb"}""", write.Body);
    }

    [Fact]
    public void Only_writes_that_were_done_for_an_item_and_that_somebody_waits_for_are_made_again()
    {
        Call done = Patch(Path, "{}");
        Call[] calls =
        [
            done,
            done with { Status = HttpStatusCode.Conflict },
            done with { Request = new ApiRequest("create", "events", "") },
            done with { Request = new ApiRequest("get", "configmaps", "") },
            done with { PathAndQuery = "/apis/apps/v1/namespaces/one/deployments/somebody-elses" },
        ];

        Assert.Equal(1, new Replay(calls, "one", "two").Count);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/bench-a-00000009/configmaps/snap-b-00012-4c45c94fca", 12)]
    [InlineData("""{"metadata":{"name":"snap-a-00003-aaaaaaaaaa"},"data":{"x":"work-00004"}}""", 3)]
    [InlineData("bind-00001.17a2", 1)]
    [InlineData("kube-root-ca.crt", null)]
    public void A_call_tells_its_item_by_the_first_name_in_it(string text, int? item) => Assert.Equal(item, Names.ItemOf(text));

    private static Call Patch(string path, string body) => new(
        new ApiRequest("apply", "deployments", "work-00007"), path, HttpMethod.Patch, "application/apply-patch+yaml",
        Encoding.UTF8.GetBytes(body), 0, 0, HttpStatusCode.OK);
}
