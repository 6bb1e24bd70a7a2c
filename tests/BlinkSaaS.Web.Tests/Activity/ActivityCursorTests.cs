using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Activity;
using BlinkSaaS.Web.Features.Connections;

namespace BlinkSaaS.Web.Tests.Activity;

public sealed class ActivityCursorTests
{
    private static readonly Connection Seen = new()
    {
        Id = 4711, PublicId = "abcdefghijkl", SourceKey = "clickup", Name = "Client work", NormalizedName = "CLIENT WORK", Secrets = [], BudgetKey = "b",
    };

    private static readonly PullPosition Place = new(new DateTimeOffset(2026, 11, 24, 14, 2, 0, TimeSpan.Zero).AddMicroseconds(7), 4711, 12);

    [Fact]
    public void Place_is_read_as_it_was_written() => Assert.Equal(Place, ActivityCursor.Read(ActivityCursor.Write(Place, Seen), [Seen]));

    [Fact]
    public void Text_does_not_tell_the_number_of_a_connection() => Assert.DoesNotContain("4711", ActivityCursor.Write(Place, Seen), StringComparison.Ordinal);

    [Fact]
    public void Connection_out_of_sight_still_gives_its_moment()
    {
        var read = ActivityCursor.Read(ActivityCursor.Write(Place, Seen), []);

        Assert.Equal(Place with { ConnectionId = 0 }, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.2")]
    [InlineData("x.abc.1")]
    [InlineData("-1.abc.1")]
    [InlineData("9223372036854775807.abc.1")]
    [InlineData("1.abc.99999999999")]
    public void Nonsense_is_no_place(string? text) => Assert.Null(ActivityCursor.Read(text, [Seen]));
}
