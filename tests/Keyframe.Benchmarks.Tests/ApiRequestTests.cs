using Keyframe.Benchmarks.Calls;

namespace Keyframe.Benchmarks.Tests;

public sealed class ApiRequestTests
{
    [Theory]
    [InlineData("GET", "/api/v1/namespaces/one/configmaps?limit=500", null, "list configmaps")]
    [InlineData("GET", "/api/v1/configmaps?watch=true&resourceVersion=1", null, "watch configmaps")]
    [InlineData("GET", "/api/v1/namespaces/one/configmaps/two", null, "get configmaps two")]
    [InlineData("POST", "/api/v1/namespaces/one/configmaps", "application/json", "create configmaps")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/one/deployments/two", "application/apply-patch+yaml", "apply deployments two")]
    [InlineData(
        "PATCH", "/apis/keyframe.dev/v1alpha1/namespaces/one/genaideployments/two/status", "application/merge-patch+json",
        "patch genaideployments/status two")]
    [InlineData("DELETE", "/api/v1/namespaces/one/configmaps/two", null, "delete configmaps two")]
    [InlineData("GET", "/api/v1/namespaces/one", null, "get namespaces one")]
    [InlineData("GET", "/gateway/apis/apps/v1/deployments", null, "list deployments")]
    public void A_request_is_told_in_the_words_of_the_API(string method, string path, string? type, string expected)
    {
        ApiRequest request = ApiRequest.Of(new HttpMethod(method), new Uri($"https://server.example{path}"), type);

        Assert.Equal(expected, $"{request.Verb} {request.Resource} {request.Name}".TrimEnd());
        Assert.Equal(method != "GET", request.IsWrite);
    }
}
