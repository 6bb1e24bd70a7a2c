using BlinkSaaS.Sources;
using BlinkSaaS.Web.Features.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BlinkSaaS.Web.Tests.Data;

public sealed class ColumnChoiceTests
{
    private static readonly Column[] All = [.. Enumerable.Range(1, 9).Select(n => new Column($"c{n}", $"Column {n}", ColumnType.Text))];

    [Fact]
    public void Without_a_choice_the_first_few_are_shown() => Assert.Equal(All.Take(ColumnChoice.Usual), Of(""));

    [Fact]
    public void Url_wins_over_the_kept_choice_and_columns_keep_their_order() =>
        Assert.Equal([All[0], All[8]], Of(Keep("", "tasks", "c2"), "c9", "c1", "gone"));

    [Fact]
    public void Choice_is_kept_for_its_stream_alone()
    {
        var cookie = Keep(Keep("", "lists", "c4"), "tasks", "c2", "c3");

        Assert.Equal([All[1], All[2]], Of(cookie));
        Assert.Equal(All.Take(ColumnChoice.Usual), Of(Keep(cookie, "tasks")));
    }

    [Fact]
    public void Choice_of_columns_that_are_gone_brings_the_usual_ones_back() =>
        Assert.Equal(All.Take(ColumnChoice.Usual), Of(Keep("", "tasks", "gone")));

    [Fact]
    public void Cookie_does_not_grow_without_end_and_forgets_the_oldest()
    {
        var cookie = Keep("", "tasks", "c2");
        for (var i = 0; i < 200; i++)
            cookie = Keep(cookie, $"stream{i}", [.. All.Select(column => column.Name)]);

        Assert.InRange(cookie.Length, 1_000, 3_500);
        Assert.Equal(All.Take(ColumnChoice.Usual), Of(cookie));
    }

    private static IReadOnlyList<Column> Of(string cookie, params string[] named) => ColumnChoice.Of(Context(cookie).Request, "clickup", "tasks", All, named);

    /// <summary>The cookie after a choice.</summary>
    private static string Keep(string cookie, string stream, params string[] columns)
    {
        var context = Context(cookie);
        ColumnChoice.Keep(context, "clickup", stream, columns);
        return SetCookieHeaderValue.Parse(context.Response.Headers.SetCookie.ToString()).Value.ToString();
    }

    private static DefaultHttpContext Context(string cookie)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = $"{ColumnChoice.Cookie}={cookie}";
        return context;
    }
}
