using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>Continue with ClickUp: away to its page and back, with nothing lost.</summary>
public sealed class SourceSignIn(RunningProduct product) : Journey(product)
{
    [Fact]
    public async Task Somebody_signs_in_at_ClickUp_instead_of_copying_a_token()
    {
        var ada = await NewWorkspaceAsync();
        var page = ada.Page;
        await ada.BeginConnectionAsync();
        await page.Field("Connection Name").FillAsync("Signed in");
        await page.Button("Continue with ClickUp").ClickAsync();
        await Expect(page.Heading("Connect BlinkSaaS to ClickUp")).ToBeVisibleAsync();
        await page.Button("Cancel").ClickAsync();
        await Expect(page.Content()).ToContainTextAsync("access was not allowed there");

        await page.Button("Continue with ClickUp").ClickAsync();
        await page.Button("Connect Workspaces").ClickAsync();
        await Expect(page.GetByText("Signed in with ClickUp")).ToBeVisibleAsync();
        await Expect(page.Field("Connection Name")).ToHaveValueAsync("Signed in");
        await page.Button("Finish").ClickAsync();
        await Expect(page.GetByText("Connection created successfully")).ToBeVisibleAsync();
        await ada.OpenConnectionAsync("Signed in");
        await ada.WatchPullAsync();
        await Expect(page.Content().GetByText("Healthy").First).ToBeVisibleAsync();
    }
}
