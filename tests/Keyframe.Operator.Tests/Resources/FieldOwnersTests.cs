using System.Text.Json;
using k8s.Models;
using Keyframe.Operator.Resources;

namespace Keyframe.Operator.Tests.Resources;

/// <summary>Who holds our section of a template, read from managedFields.</summary>
public sealed class FieldOwnersTests
{
    private const string Label = """ "f:labels": {"f:keyframe.dev/snapshot": {}} """;

    [Theory]
    [InlineData(""" "f:keyframe.dev/digest": {}, "f:keyframe.dev/injection": {} """, true)]
    [InlineData(""" "f:keyframe.dev/digest": {} """, false)] // after an undo between two ways of injecting one snapshot
    [InlineData(""" "f:keyframe.dev/injection": {} """, false)] // after the digest was taken out and put back by kubectl
    [InlineData("", false)]
    public void The_operator_holds_a_section_where_it_holds_all_of_its_identity(string annotations, bool held) =>
        Assert.Equal(held, FieldOwners.IsHeldByOperator([Entry("keyframe-operator", annotations)]));

    [Fact]
    public void What_others_hold_is_not_the_operators() => Assert.False(FieldOwners.IsHeldByOperator(
        [Entry("keyframe-operator", ""), Entry("kubectl", """ "f:keyframe.dev/digest": {}, "f:keyframe.dev/injection": {} """)]));

    [Fact]
    public void Where_an_object_does_not_tell_nobody_knows() => Assert.Null(FieldOwners.IsHeldByOperator(null));

    private static V1ManagedFieldsEntry Entry(string manager, string annotations) => new()
    {
        Manager = manager,
        FieldsV1 = JsonDocument.Parse(
            $$"""{"f:spec": {"f:template": {"f:metadata": { {{Label}}, "f:annotations": { {{annotations}} } } } } }""").RootElement,
    };
}
