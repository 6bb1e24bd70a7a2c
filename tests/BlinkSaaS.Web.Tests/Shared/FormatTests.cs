using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Tests.Shared;

public sealed class FormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 14, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(8, "8 s")]
    [InlineData(248, "4 min 8 s")]
    [InlineData(240, "4 min")]
    [InlineData(3900, "1 h 5 min")]
    [InlineData(86400, "1 day")]
    [InlineData(2 * 86400 + 3 * 3600, "2 days 3 h")]
    public void Duration_names_the_two_largest_units(int seconds, string expected) =>
        Assert.Equal(expected.Replace(' ', '\u00a0'), Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(41, "0:41")]
    [InlineData(133, "2:13")]
    [InlineData(3725, "1:02:05")]
    [InlineData(-5, "0:00")]
    public void Clock_counts_down(int seconds, string expected) => Assert.Equal(expected, Format.Clock(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-20, "just now")]
    [InlineData(-13 * 60, "13\u00a0min ago")]
    [InlineData(9 * 60, "in\u00a09\u00a0min")]
    [InlineData(41, "in\u00a00:41")]
    [InlineData(-3 * 3600, "3\u00a0h ago")]
    [InlineData(-24 * 3600, null)]
    public void Relative_ends_after_a_day(int seconds, string? expected) => Assert.Equal(expected, Format.Relative(Now.AddSeconds(seconds), Now));

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(45, 100, 45)]
    [InlineData(99999, 100000, 99)]
    [InlineData(100, 100, 100)]
    [InlineData(120, 100, 100)]
    [InlineData(5, 0, 0)]
    public void Percent_is_100_only_when_nothing_is_missing(long part, long whole, int expected) => Assert.Equal(expected, Format.PercentOf(part, whole));

    [Theory]
    [InlineData("Mara Quill", "MQ")]
    [InlineData("mara", "M")]
    [InlineData("Ana Maria de Souza", "AS")]
    [InlineData("", "?")]
    public void Initials_are_the_first_and_the_last(string name, string expected) => Assert.Equal(expected, Format.Initials(name));

    [Fact]
    public void Count_groups_thousands_and_knows_one()
    {
        Assert.Equal("84,213", Format.Count(84213));
        Assert.Equal("1\u00a0record", Format.Count(1, "record", "records"));
        Assert.Equal("2\u00a0records", Format.Count(2, "record", "records"));
    }
}
