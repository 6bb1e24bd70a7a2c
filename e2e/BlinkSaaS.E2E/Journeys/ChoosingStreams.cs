using System.Text.RegularExpressions;
using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>What is pulled is chosen beside its cost, while connecting and later; custom fields come by their names.</summary>
public sealed class ChoosingStreams(RunningProduct product) : Journey(product)
{
    private const string Client = "Chosen streams";

    [Fact]
    public async Task Somebody_chooses_streams_sees_them_pulled_with_custom_fields_by_name_and_chooses_again()
    {
        var ada = await NewWorkspaceAsync();
        var page = ada.Page;
        await ada.BeginConnectionAsync();
        await page.Field("Connection Name").FillAsync(Client);
        await page.Field("API Token").FillAsync(Simulator.Guest);
        await page.Menu("Choose streams").ClickAsync();
        await Expect(page.Content()).ToContainTextAsync("1 call for each task at first and once a week");
        await Stream(page, "Task types").CheckAsync();
        await Stream(page, "Members").UncheckAsync();
        await page.Button("Finish").ClickAsync();
        await Expect(page.GetByText("Connection created successfully")).ToBeVisibleAsync();

        await ada.OpenConnectionAsync(Client);
        await ada.WatchPullAsync();
        var streams = page.GetByRole(AriaRole.Table, new() { Name = "Streams of this pull" });
        await Expect(streams).ToContainTextAsync("Task types");
        await Expect(streams).Not.ToContainTextAsync("Members");

        await page.GetByRole(AriaRole.Navigation, new() { Name = Client }).GetByRole(AriaRole.Link, new() { Name = "Data" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Streams" }).GetByRole(AriaRole.Link, new() { Name = "Tasks" }).ClickAsync();
        await page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("Client contact");

        await ada.OpenConnectionAsync(Client);
        await page.GetByRole(AriaRole.Navigation, new() { Name = Client }).GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.Link("Choose streams").ClickAsync();
        await Expect(Stream(page, "Task types")).ToBeCheckedAsync();
        await Stream(page, "Task types").UncheckAsync();
        await page.Button("Save streams").ClickAsync();
        await Expect(page.GetByText("Streams saved.")).ToBeVisibleAsync();
    }

    private static ILocator Stream(IPage page, string title) => page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex($"^{title} ") });
}
