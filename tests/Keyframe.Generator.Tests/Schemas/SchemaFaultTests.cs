using Keyframe.Generator.Schemas;
using Keyframe.Generator.Tests.Samples;

namespace Keyframe.Generator.Tests.Schemas;

public sealed class SchemaFaultTests
{
    [Theory]
    [InlineData(typeof(RecursiveSample), "Sample.children[]", "RecursiveSample contains itself")]
    [InlineData(typeof(MutuallyRecursiveSample), "Sample.other.byKey.*", "MutuallyRecursiveSample contains itself")]
    [InlineData(typeof(UndocumentedPropertySample), "Sample.silent", "UndocumentedPropertySample.Silent has no <summary>")]
    [InlineData(typeof(UndocumentedTypeSample), "Sample.part", "SilentSample has no <summary>")]
    [InlineData(typeof(UndocumentedEnumMemberSample), "Sample.value", "SilentMember.Silent has no <summary>")]
    [InlineData(typeof(UnsupportedSample), "Sample.id", "Guid has no counterpart")]
    [InlineData(typeof(NumericKeySample), "Sample.byNumber", "keys must be strings")]
    [InlineData(typeof(ExtensionDataSample), "Sample.rest", "extension data would accept undeclared fields")]
    [InlineData(typeof(BoundedFlagSample), "Sample.flag", "[Bounds] is for")]
    [InlineData(typeof(BoundedObjectSample), "Sample.part", "[Bounds] is for")]
    [InlineData(typeof(EmptyRangeSample), "Sample.number", "[Bounds(2, 1)] leaves no value")]
    [InlineData(typeof(NegativeLengthSample), "Sample.text", "[Bounds(-1, 1)] leaves no value")]
    [InlineData(typeof(PatternOnNumberSample), "Sample.number", "[Pattern] is for strings")]
    [InlineData(typeof(ValueLengthOfNumbersSample), "Sample.numbers", "MaximumValueLength is for")]
    [InlineData(typeof(UnknownListKeySample), "Sample.parts", "[ListMap(\"id\")] names no property")]
    [InlineData(typeof(OptionalListKeySample), "Sample.items", "the list-map key color must be [Required]")]
    [InlineData(typeof(ObjectListKeySample), "Sample.items", "the list-map key part must be a scalar")]
    [InlineData(typeof(KeyedStringsSample), "Sample.texts", "[ListMap] is for lists of objects")]
    [InlineData(typeof(MalformedDefaultSample), "Sample.text", "the default /etc does not fit String")]
    [InlineData(typeof(MistypedDefaultSample), "Sample.number", "the default \"20\" does not fit Int32")]
    [InlineData(typeof(NullDefaultSample), "Sample.text", "a default of null says nothing")]
    public void A_type_that_cannot_be_mapped_is_refused_with_its_path_and_reason(Type type, string path, string reason)
    {
        SchemaException fault = Assert.Throws<SchemaException>(() => Sample.Walk(type));
        Assert.Equal(path, fault.Path);
        Assert.StartsWith($"{path}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_outside_the_contract_is_refused_with_what_to_add()
    {
        SchemaException fault = Assert.Throws<SchemaException>(() => Sample.Walk(typeof(Version)));
        Assert.Contains("add [JsonSerializable(typeof(Version))]", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enum_that_is_written_as_a_number_is_refused()
    {
        SchemaWalker walker = new(NumericEnumContext.Default.Options, Sample.Documentation);
        SchemaException fault = Assert.Throws<SchemaException>(() => walker.Walk(typeof(Colored), "Sample"));
        Assert.Equal("Sample.color", fault.Path);
        Assert.Contains("Color is written as a number", fault.Message, StringComparison.Ordinal);
    }
}
