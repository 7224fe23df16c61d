using k8s.Models;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.Transport;

public sealed class FieldConflictTests
{
    [Theory]
    [InlineData("conflict with \"kubectl\" using apps/v1", "kubectl")]
    [InlineData("conflict with \"kubectl-client-side-apply\" using apps/v1 at 2026-11-22T10:00:00Z", "kubectl-client-side-apply")]
    [InlineData("conflict with \"helm\" with subresource \"status\" using v1", "helm")]
    [InlineData("conflict with \"argocd-controller\"", "argocd-controller")]
    [InlineData("conflict with \"says \\\"hi\\\"\" using v1", "says \"hi\"")]
    [InlineData("conflict with \"bell \\a\" using v1", "bell \\a")]
    [InlineData("conflict with \"unfinished", "\"unfinished")]
    [InlineData("a new way of saying it", "a new way of saying it")]
    public void The_manager_is_read_from_the_message(string message, string manager) =>
        Assert.Equal([new FieldConflict(manager, ".spec.replicas")], FieldConflict.In(Status(("FieldManagerConflict", message))));

    [Fact]
    public void Other_causes_are_no_conflicts() =>
        Assert.Empty(FieldConflict.In(Status(("FieldValueInvalid", "conflict with \"kubectl\""))));

    [Fact]
    public void A_status_without_details_has_none() => Assert.Empty(FieldConflict.In(new V1Status()));

    private static V1Status Status(params (string Reason, string Message)[] causes) => new()
    {
        Details = new V1StatusDetails
        {
            Causes = [.. from cause in causes
                         select new V1StatusCause { Reason = cause.Reason, Message = cause.Message, Field = ".spec.replicas" }],
        },
    };
}
