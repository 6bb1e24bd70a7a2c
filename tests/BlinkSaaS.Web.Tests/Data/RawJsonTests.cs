using BlinkSaaS.Web.Features.Data;

namespace BlinkSaaS.Web.Tests.Data;

public sealed class RawJsonTests
{
    [Fact]
    public void Pretty_keeps_numbers_and_order_as_received() =>
        Assert.Equal("{\n  \"b\": 1.50,\n  \"a\": 12345678901234567890.10,\n  \"t\": \"<é>\"\n}", RawJson.Pretty("""{"b":1.50,"a":12345678901234567890.10,"t":"<\u00e9>"}""").ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("""{"half":"\ud800"}""")]
    [InlineData("not json")]
    public void What_cannot_be_written_better_is_shown_as_it_is(string body) => Assert.Equal(body, RawJson.Pretty(body));

    [Fact]
    public void What_is_too_deep_is_shown_as_it_is()
    {
        var deep = new string('[', 100) + new string(']', 100);

        Assert.Equal(deep, RawJson.Pretty(deep));
    }
}
