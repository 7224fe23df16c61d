using System.Text.Json.Serialization;

namespace Keyframe.Generator.Tests.Samples;

/// <summary>A contract in the style of the API's own.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EveryMapping))]
[JsonSerializable(typeof(RecursiveSample))]
[JsonSerializable(typeof(MutuallyRecursiveSample))]
[JsonSerializable(typeof(UndocumentedPropertySample))]
[JsonSerializable(typeof(UndocumentedTypeSample))]
[JsonSerializable(typeof(UndocumentedEnumMemberSample))]
[JsonSerializable(typeof(UnsupportedSample))]
[JsonSerializable(typeof(NumericKeySample))]
[JsonSerializable(typeof(ExtensionDataSample))]
[JsonSerializable(typeof(BoundedFlagSample))]
[JsonSerializable(typeof(BoundedObjectSample))]
[JsonSerializable(typeof(EmptyRangeSample))]
[JsonSerializable(typeof(NegativeLengthSample))]
[JsonSerializable(typeof(PatternOnNumberSample))]
[JsonSerializable(typeof(ValueLengthOfNumbersSample))]
[JsonSerializable(typeof(UnknownListKeySample))]
[JsonSerializable(typeof(OptionalListKeySample))]
[JsonSerializable(typeof(ObjectListKeySample))]
[JsonSerializable(typeof(KeyedStringsSample))]
[JsonSerializable(typeof(MalformedDefaultSample))]
[JsonSerializable(typeof(MistypedDefaultSample))]
[JsonSerializable(typeof(NullDefaultSample))]
[JsonSerializable(typeof(WidgetSample))]
[JsonSerializable(typeof(RootlessSample))]
[JsonSerializable(typeof(OptionalSpecSample))]
[JsonSerializable(typeof(UnboundedRuleSample))]
internal sealed partial class SampleContext : JsonSerializerContext;
