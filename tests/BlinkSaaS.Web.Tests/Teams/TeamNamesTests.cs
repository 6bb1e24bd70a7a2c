using BlinkSaaS.Web.Features.Teams;

namespace BlinkSaaS.Web.Tests.Teams;

public sealed class TeamNamesTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData(" \t\n ", "")]
    [InlineData("  Fin \u00a0 ance ", "Fin ance")]
    [InlineData("Cafe\u0301", "Café")]
    public void Tidy_leaves_single_spaces_and_one_form_of_letters(string? typed, string tidy) => Assert.Equal(tidy, TeamNames.Tidy(typed));
}
