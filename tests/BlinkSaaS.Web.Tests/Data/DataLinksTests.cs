using BlinkSaaS.Web.Features.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace BlinkSaaS.Web.Tests.Data;

public sealed class DataLinksTests
{
    [Theory]
    [InlineData("")]
    [InlineData("?q=a%26b%20%2B%25")]
    [InlineData("?q=x&sort=-updated&cols=name,updated")]
    [InlineData("?q=x&sort=name&after=abc&from=51")]
    [InlineData("?sort=name&before=abc&from=101")]
    [InlineData("?q=x&asof=2026-11-20T12:00:00.123456Z&after=abc&from=51")]
    public void Address_keeps_what_was_read_from_it(string query)
    {
        var read = DataQuery.Of(Parse(query));

        var again = DataQuery.Of(Parse(new DataLinks("/p", read).Here["/p".Length..]));

        Assert.Equivalent(read, again, strict: true);
    }

    [Fact]
    public void Sort_goes_up_then_down_then_back_to_the_order_of_keys()
    {
        var once = new DataLinks("/p", new DataQuery { Search = "x", After = "c", From = 51 }).Sort("name");
        var twice = Follow(once).Sort("name");
        var thrice = Follow(twice).Sort("name");

        Assert.Equal(["/p?q=x&sort=name", "/p?q=x&sort=-name", "/p?q=x"], [once, twice, thrice]);
    }

    [Fact]
    public void Nonsense_is_as_if_it_were_not_there()
    {
        var query = DataQuery.Of(Parse("?q=%20&sort=-&cols=,,&after=%20&from=-3"));

        Assert.Equivalent(new DataQuery { Descending = true }, query);
        Assert.Equal("/p", new DataLinks("/p", query).Here);
    }

    [Fact]
    public void Export_takes_the_filter_and_the_columns_but_no_page() =>
        Assert.Equal("/p/export.csv?q=x&sort=name&cols=a,b", new DataLinks("/p", new DataQuery { Search = "x", Sort = "name", After = "c", From = 51 }).Export("csv", ["a", "b"]));

    private static DataLinks Follow(string address) => new("/p", DataQuery.Of(Parse(address["/p".Length..])));

    private static QueryCollection Parse(string query) => new(QueryHelpers.ParseQuery(query));
}
