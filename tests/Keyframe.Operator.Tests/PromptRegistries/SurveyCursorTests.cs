using Keyframe.Operator.PromptRegistries;

namespace Keyframe.Operator.Tests.PromptRegistries;

/// <summary>A cursor counts only for the connection by which it was got.</summary>
public sealed class SurveyCursorTests
{
    private const string Time = "2026-11-22T12:00:00.0000000+00:00";

    private static readonly ConnectionOrigin Origin = new("uid", 2, "17", "4");

    [Fact]
    public void A_cursor_is_read_as_it_was_written() => Assert.Equal(Time, SurveyCursor.Read(Origin, SurveyCursor.Write(Origin, Time)));

    public static TheoryData<string, bool> Others => new()
    {
        { "another spec", false },
        { "another Secret", false },
        { "no Secret", false },
        { "another CA bundle", true },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void To_another_connection_it_means_nothing(string other, bool isSame)
    {
        ConnectionOrigin now = other switch
        {
            "another spec" => Origin with { Generation = 3 },
            "another Secret" => Origin with { SecretVersion = "170" },
            "no Secret" => Origin with { SecretVersion = null },
            _ => Origin with { CaVersion = "5" },
        };
        Assert.Equal(isSame ? Time : null, SurveyCursor.Read(now, SurveyCursor.Write(Origin, Time)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Time)]
    public void What_it_did_not_write_is_no_cursor(string? recorded) => Assert.Null(SurveyCursor.Read(Origin, recorded));

    [Fact]
    public void What_the_schema_has_no_room_for_is_not_written()
    {
        Assert.Equal(128, SurveyCursor.Write(Origin, new string('c', 123))?.Length);
        Assert.Null(SurveyCursor.Write(Origin, new string('c', 124)));
        Assert.Null(SurveyCursor.Write(Origin, null));
    }
}
