using System.Text.RegularExpressions;
using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>Whatever is typed: the person is told what to mend, nothing typed is lost, nothing half is made.</summary>
public sealed partial class BadInput(RunningProduct product) : Journey(product)
{
    private const string NoSuchToken = "pk_1_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    [Theory]
    [InlineData("", "Enter the API Token.")]
    [InlineData("pk_abc", "A ClickUp API Token starts with pk_, then a number, an underscore and letters and digits. Copy the whole token again.")]
    [InlineData(NoSuchToken, "Copy the whole token again, or generate a new one under Settings > Apps.")]
    [InlineData("revoked", "Copy the whole token again, or generate a new one under Settings > Apps.")]
    public async Task A_token_that_is_no_good_is_explained_at_its_field_and_can_be_mended(string typed, string sentence)
    {
        var ada = await NewWorkspaceAsync();
        await ada.BeginConnectionAsync();
        await ada.Page.Field("Connection Name").FillAsync("Client work");
        await ada.Page.Field("API Token").FillAsync(typed == "revoked" ? Simulator.Revoked : typed);
        await ada.Page.Radio("Private to Me").CheckAsync();
        await ada.Page.Button("Finish").ClickAsync();

        await ExpectProblemAsync(ada.Page, "API Token", sentence);
        await Expect(ada.Page.Field("Connection Name")).ToHaveValueAsync("Client work");
        await Expect(ada.Page.Radio("Private to Me")).ToBeCheckedAsync();
        Assert.Equal(0, await Host.Database.ConnectionsAsync(ada.Slug));

        await ada.Page.Field("API Token").FillAsync(Simulator.Guest);
        await ada.Page.Button("Finish").ClickAsync();
        await Expect(ada.Page.GetByText("Connection created successfully")).ToBeVisibleAsync();
        await Expect(ada.Page.RowOf("Client work")).ToContainTextAsync("Private to Me");
    }

    [Fact]
    public async Task A_token_pasted_with_a_line_break_and_spaces_around_it_works()
    {
        var ada = await NewWorkspaceAsync();
        await ada.BeginConnectionAsync();
        await ada.Page.Field("API Token").FillAsync($"  {Simulator.Guest}\r\n");
        await ada.Page.Button("Test connection").ClickAsync();
        await Expect(ada.Page.Heading(SignsInAs())).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_test_of_a_rejected_token_says_so_beside_it()
    {
        var ada = await NewWorkspaceAsync();
        await ada.BeginConnectionAsync();
        await ada.Page.Field("API Token").FillAsync(Simulator.Revoked);
        await ada.Page.Button("Test connection").ClickAsync();
        await Expect(ada.Page.Content().GetByRole(AriaRole.Alert)).ToContainTextAsync("Copy the whole token again");
        await ada.Page.Field("API Token").FillAsync("nonsense");
        await ada.Page.Button("Test connection").ClickAsync();
        await Expect(ada.Page.Content()).ToContainTextAsync("A ClickUp API Token starts with pk_");
        Assert.Equal(0, await Host.Database.ConnectionsAsync(ada.Slug));
    }

    [Fact]
    public async Task A_test_that_succeeds_takes_back_what_Finish_had_to_complain_of()
    {
        var ada = await NewWorkspaceAsync();
        await ada.BeginConnectionAsync();
        await ada.Page.Field("Connection Name").FillAsync("Client work");
        await ada.Page.Field("API Token").FillAsync(Simulator.Revoked);
        await ada.Page.Button("Finish").ClickAsync();
        await ExpectProblemAsync(ada.Page, "API Token", "Copy the whole token again");

        await ada.Page.Field("API Token").FillAsync(Simulator.Guest);
        await ada.Page.Button("Test connection").ClickAsync();
        await Expect(ada.Page.Heading(SignsInAs())).ToBeVisibleAsync();
        await Expect(ada.Page.Content().GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(ada.Page.Locator(".field-error")).ToHaveCountAsync(0);
        await Expect(ada.Page.Field("API Token")).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(ada.Page).Not.ToHaveTitleAsync(new Regex("^Error:"));
        await ada.Page.Button("Finish").ClickAsync();
        await Expect(ada.Page.GetByText("Connection created successfully")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_name_that_cannot_be_used_is_explained_and_the_token_need_not_be_pasted_again()
    {
        var ada = await NewWorkspaceAsync();
        await ada.AddConnectionAsync("Client work", Simulator.Guest);
        await ada.BeginConnectionAsync();
        await ada.Page.Field("API Token").FillAsync(Simulator.Guest);
        foreach (var (typed, sentence) in new[]
        {
            ("   ", "Enter a name. Say which account it belongs to, for example Client work."),
            (new string('x', 100), "The name has 100 characters. Shorten it to 80 or fewer."),
            ("  client   WORK ", "Another connection of this source has this name. Choose a different one."),
        })
        {
            await ada.Page.Field("Connection Name").FillAsync(typed);
            await ada.Page.Button("Finish").ClickAsync();
            await ExpectProblemAsync(ada.Page, "Connection Name", sentence);
            Assert.Equal(1, await Host.Database.ConnectionsAsync(ada.Slug));
        }

        const string markup = "<b>Bold</b> & <script>throw 1</script> \"it's\"";
        await ada.Page.Field("Connection Name").FillAsync(markup);
        await ada.Page.Button("Finish").ClickAsync();
        await Expect(ada.Page.GetByText("Connection created successfully")).ToBeVisibleAsync();
        await ada.OpenConnectionAsync(markup);
        await Expect(ada.Page).ToHaveTitleAsync(new Regex(Regex.Escape(markup)));
    }

    [Fact]
    public async Task What_was_begun_is_offered_again_until_it_is_discarded()
    {
        var ada = await NewWorkspaceAsync();
        var page = ada.Page;
        await ada.BeginConnectionAsync();
        await page.Field("Connection Name").FillAsync("Half a thought");
        await page.Field("API Token").FillAsync(Simulator.Guest);
        await Expect(page.GetByText("Draft saved at")).ToBeVisibleAsync();
        await page.Link("Back").ClickAsync();

        await Expect(page.GetByText("You have an unfinished ClickUp connection")).ToBeVisibleAsync();
        await page.Link("Continue with Half a thought").ClickAsync();
        await Expect(page.Field("Connection Name")).ToHaveValueAsync("Half a thought");
        await Expect(page.Field("API Token")).ToHaveAttributeAsync("placeholder", $"Saved, ends in {Simulator.Guest[^4..]}");
        await Expect(page.Field("API Token")).ToHaveValueAsync("");
        var draft = page.Url;

        var ben = await NewColleagueAsync(ada, "Ben Marsh");
        Assert.Equal(404, (await ben.Page.GotoAsync(draft))!.Status);
        await ben.Page.GotoAsync($"{ada.Connections}/new");
        await Expect(ben.Page.GetByText("You have an unfinished")).ToHaveCountAsync(0);

        await page.Link("Back").ClickAsync();
        await page.Button("Discard Half a thought").ClickAsync();
        await Expect(page.GetByText("You have an unfinished")).ToHaveCountAsync(0);
        Assert.Equal(404, (await page.GotoAsync(draft))!.Status);
    }

    [Fact]
    public async Task What_belongs_to_another_workspace_and_what_does_not_exist_look_the_same()
    {
        var ada = await NewWorkspaceAsync();
        await ada.AddConnectionAsync("Client work", Simulator.Guest);
        await ada.OpenConnectionAsync("Client work");
        var connection = new Uri(ada.Page.Url).Segments[^1];
        var eve = await NewWorkspaceAsync("Eve Dorn", "Dorn");
        foreach (var address in new[]
        {
            $"{ada.Connections}/clickup/{connection}",
            $"{eve.Connections}/clickup/{connection}",
            $"/w/{eve.Slug}/data/{connection}",
            $"{ada.Connections}",
            $"{eve.Connections}/new/nosuch",
            $"{eve.Connections}/nosuch",
            $"{eve.Connections}/new/clickup?draft=0000000000000000",
            "/w/no-such-workspace/connections",
        })
        {
            var answer = await eve.Page.GotoAsync(address);
            Assert.True(answer!.Status == 404, $"{address} answers {answer.Status}.");
            await Expect(eve.Page.Heading("There is nothing here")).ToBeVisibleAsync();
        }
    }

    /// <summary>At the field, tied to it, and on top with a link to it.</summary>
    private static async Task ExpectProblemAsync(IPage page, string field, string sentence)
    {
        await Expect(page.ErrorSummary().GetByRole(AriaRole.Link).Filter(new() { HasText = sentence })).ToBeVisibleAsync();
        await Expect(page.Field(field)).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Field(field)).ToHaveAccessibleDescriptionAsync(new Regex(Regex.Escape(sentence)));
        await Expect(page).ToHaveTitleAsync(ErrorFirst());
    }

    [GeneratedRegex("^This token signs in as .+")]
    private static partial Regex SignsInAs();

    [GeneratedRegex("^Error: ")]
    private static partial Regex ErrorFirst();
}
