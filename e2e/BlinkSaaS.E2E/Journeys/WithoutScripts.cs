using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

public sealed class WithoutScripts(RunningProduct product) : Journey(product)
{
    [Fact]
    public async Task Everything_from_registering_to_settings_works_where_no_script_runs()
    {
        var ada = await NewWorkspaceAsync(options: new() { JavaScriptEnabled = false });
        await AddAsync(ada);
        await FollowAsync(ada.Page);
        await ReadAsync(ada.Page);
        await ChangeAsync(ada);
    }

    private async Task AddAsync(Person ada)
    {
        var page = ada.Page;
        await ada.BeginConnectionAsync();
        await page.Field("Connection Name").FillAsync("Client work");
        await page.Field("API Token").FillAsync(Simulator.Guest);
        await page.Button("Test connection").ClickAsync();
        await Expect(page.GetByText("This token signs in as")).ToBeVisibleAsync();
        await Expect(page.Field("Connection Name")).ToHaveValueAsync("Client work");
        await page.Button("Finish").ClickAsync();
        await Expect(page.GetByText("Connection created successfully")).ToBeVisibleAsync();
        await ada.OpenConnectionAsync("Client work");
    }

    private static async Task FollowAsync(IPage page)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await page.Heading("Last pull").IsVisibleAsync())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(2), "The pull has no end.");
            // Between two looks the pull may have ended, and Refresh with it.
            await page.Link("Refresh").Or(page.Heading("Last pull")).ClickAsync();
        }
        await Expect(page.Content().GetByText("Healthy").First).ToBeVisibleAsync();
    }

    private async Task ReadAsync(IPage page)
    {
        var truth = await Simulator.TruthAsync("guest");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Client work" }).GetByRole(AriaRole.Link, new() { Name = "Data" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Streams" }).GetByRole(AriaRole.Link, new() { Name = "Tasks" }).ClickAsync();
        var names = page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Rowheader);

        await page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" })).ToHaveAttributeAsync("aria-sort", "ascending");
        var ascending = await names.AllInnerTextsAsync();
        Assert.True(ascending.Count > 2);
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" })).ToHaveAttributeAsync("aria-sort", "descending");
        Assert.NotEqual(ascending[0], (await names.AllInnerTextsAsync())[0]);

        var task = truth.Tasks[0];
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search Tasks" }).FillAsync(task.Name);
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search Tasks" }).PressAsync("Enter");
        var matching = truth.Tasks.Count(t => t.Name.Contains(task.Name, StringComparison.OrdinalIgnoreCase));
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToContainTextAsync($"{matching} that match");
        await Expect(page.Content()).ToContainTextAsync("Name, ");

        await page.Menu("Export").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        Assert.Equal(matching, CsvRows.Parse(await File.ReadAllTextAsync(await download.PathAsync(), Cancelled)).Count - 1);

        await names.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary).GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync(task.Name);
    }

    private static async Task ChangeAsync(Person ada)
    {
        var page = ada.Page;
        await ada.OpenConnectionAsync("Client work");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Client work" }).GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.Field("Connection Name").FillAsync("Finch clients");
        await page.Button("Save name").ClickAsync();
        await Expect(page.GetByText("Name saved.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Finch clients", Exact = true, Level = 1 })).ToBeVisibleAsync();
        await page.Field("Type the name of the connection").FillAsync("Finch clients");
        await page.Button("Delete Finch clients").ClickAsync();
        await Expect(page.Heading("No connections yet")).ToBeVisibleAsync();
        await ada.SignOutAsync();
    }
}
