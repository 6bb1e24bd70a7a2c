using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>What happens in ClickUp is here seconds later: a new task, and one that was deleted. Alone, since others count what is there.</summary>
[Collection(nameof(Alone))]
public sealed class Webhooks(RunningProduct product) : Journey(product)
{
    private const string Client = "Told at once";

    [Fact]
    public async Task A_task_that_is_made_in_ClickUp_comes_at_once_and_is_marked_when_it_is_deleted_there()
    {
        var ada = await NewWorkspaceAsync();
        var page = ada.Page;
        await ada.AddConnectionAsync(Client, Simulator.Guest);
        await ada.OpenConnectionAsync(Client);
        await ada.WatchPullAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = Client }).GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.Link("Open webhooks").ClickAsync();
        await page.Button("Switch webhooks on").ClickAsync();
        await Expect(page.Content()).ToContainTextAsync("1 webhook");

        var list = (await Simulator.TruthAsync("guest")).Tasks[0].ListId;
        var name = $"Short-lived {Guid.NewGuid():n}";
        var task = (await Simulator.ChangeAsync(new { kind = "create", listId = list, name })).GetProperty("id").GetString();
        await CountAsync(ada, name, 1);
        await Simulator.ChangeAsync(new { kind = "delete", taskId = task });
        await CountAsync(ada, name, 0);
        await page.Menu("As of now").ClickAsync();
        await page.Link("Deleted records").ClickAsync();
        await page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary).GetByText("Deleted", new() { Exact = true })).ToBeVisibleAsync();

        await ada.OpenConnectionAsync(Client);
        await page.GetByRole(AriaRole.Navigation, new() { Name = Client }).GetByRole(AriaRole.Link, new() { Name = "Pulls" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Webhook" }).First).ToBeVisibleAsync();
    }

    /// <summary>Looks until so many tasks of that name are there.</summary>
    private static async Task CountAsync(Person ada, string name, int number)
    {
        var page = ada.Page;
        var started = TimeProvider.System.GetTimestamp();
        await ada.OpenConnectionAsync(Client);
        await page.GetByRole(AriaRole.Navigation, new() { Name = Client }).GetByRole(AriaRole.Link, new() { Name = "Data" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Streams" }).GetByRole(AriaRole.Link, new() { Name = "Tasks" }).ClickAsync();
        await page.WaitForURLAsync("**/data/*/tasks**");
        var address = $"{page.Url.Split('?')[0]}?q={Uri.EscapeDataString(name)}";
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(120), $"The tasks named {name} did not become {number}.");
            await page.GotoAsync(address);
        }
        while (await page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link, new() { Name = name }).CountAsync() != number);
    }
}
