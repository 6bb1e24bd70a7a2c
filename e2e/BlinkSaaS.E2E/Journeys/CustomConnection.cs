using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>An endpoint of one's own: the address and the shape of its answers are typed into the form.</summary>
public sealed class CustomConnection(RunningProduct product) : Journey(product)
{
    private const string Items = "Items of the tool";

    [Fact]
    public async Task Somebody_connects_an_endpoint_by_its_mapping_and_mends_the_mapping_later()
    {
        var ada = await NewWorkspaceAsync();
        var page = ada.Page;
        await AddAsync(page, ada.Connections);
        await page.RowOf(Items).GetByRole(AriaRole.Link, new() { Name = Items, Exact = true }).ClickAsync();
        var detail = new Uri(page.Url).AbsolutePath;
        await ada.WatchPullAsync();
        await CountAsync(page, detail, 5); // its first page, since no paging was chosen

        await page.GotoAsync($"{detail}/settings");
        await page.Field("API Endpoint").FillAsync(new Uri(Toggl, "elsewhere").AbsoluteUri);
        await page.Button("Test and save").ClickAsync();
        await Expect(page.ErrorSummary()).ToContainTextAsync("Enter the API Key again");
        await page.Field("API Endpoint").FillAsync(Endpoint);
        await page.Field("Pages").SelectOptionAsync("Page number");
        await page.Button("Test and save").ClickAsync();
        await Expect(page.GetByText("Saved. Everything is read anew.")).ToBeVisibleAsync();
        await page.GotoAsync(detail);
        await ada.WatchPullAsync();
        await CountAsync(page, detail, 13);
    }

    private string Endpoint => new Uri(Toggl, "items").AbsoluteUri;

    private async Task AddAsync(IPage page, string connections)
    {
        await page.GotoAsync($"{connections}/new");
        await page.Link("Custom Source").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Custom Source guide" })).ToBeVisibleAsync();
        await page.Field("Connection Name").FillAsync(Items);
        await page.Field("API Endpoint").FillAsync("https://169.254.169.254/latest/meta-data");
        await page.Field("API Key").FillAsync(SimpleApi.Token);
        await page.Button("Test connection").ClickAsync();
        await Expect(page.Content()).ToContainTextAsync("leads into a private network");
        await Expect(page.Content().GetByText("signs in as")).ToHaveCountAsync(0);
        await page.Field("API Endpoint").FillAsync(Endpoint);
        await page.Field("API Key").FillAsync(SimpleApi.Token);
        await page.Button("Test connection").ClickAsync();
        await Expect(page.Content()).ToContainTextAsync("Correct the Path to the rows");
        await page.GetByText("More fields (12, all optional)").ClickAsync();
        await page.Field("Path to the rows").FillAsync("items");
        await page.Field("Key field").FillAsync("id");
        await page.Field("API Key").FillAsync(SimpleApi.Token);
        await page.Button("Finish").ClickAsync();
        await Expect(page.GetByText("Connection created successfully")).ToBeVisibleAsync();
    }

    private static async Task CountAsync(IPage page, string detail, int count)
    {
        await page.GotoAsync(detail.Replace("/connections/custom/", "/data/", StringComparison.Ordinal));
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToContainTextAsync($"of {count}");
    }
}
