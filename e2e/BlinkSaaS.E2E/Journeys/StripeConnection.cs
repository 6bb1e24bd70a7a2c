using System.Globalization;
using System.Text.RegularExpressions;
using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>A source that is not like ClickUp: a key that may not read everything, money, and events that tell what changed.</summary>
public sealed partial class StripeConnection(RunningProduct product) : Journey(product)
{
    private const string Shop = "Web shop";

    [Fact]
    public async Task Somebody_connects_Stripe_with_a_key_that_may_not_read_everything_and_pulls_what_changed()
    {
        var ada = await NewWorkspaceAsync();
        var page = ada.Page;
        await AddAsync(ada);
        await page.RowOf(Shop).GetByRole(AriaRole.Link, new() { Name = Shop, Exact = true }).ClickAsync();
        await ada.WatchPullAsync();
        var streams = page.GetByRole(AriaRole.Table, new() { Name = "Streams of this pull" });
        await Expect(streams.GetByText("Done", new() { Exact = true })).ToHaveCountAsync(8);
        await Expect(streams.GetByText("Skipped", new() { Exact = true })).ToHaveCountAsync(2);
        await Expect(page.Content()).ToContainTextAsync("The key may not read Charges and Refunds (Stripe's name for it: rak_charge_read)");
        var detail = new Uri(page.Url).AbsolutePath;
        var before = await Stripe.TruthAsync();
        await CountAsync(page, detail, "Invoices", before["invoices"]);
        await CountAsync(page, detail, "Balance transactions", before["balance_transactions"]);

        await Stripe.MutateAsync();
        var after = await Stripe.TruthAsync();
        Assert.NotEqual(before["invoices"], after["invoices"]);
        await page.GotoAsync(detail);
        await page.Button("Pull now").ClickAsync();
        await ada.WatchPullAsync();
        await CountAsync(page, detail, "Invoices", after["invoices"]);
        await CountAsync(page, detail, "Products", after["products"]);
    }

    private async Task AddAsync(Person ada)
    {
        var page = ada.Page;
        await page.GotoAsync($"{ada.Connections}/new");
        await page.Link("Stripe").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Stripe guide" })).ToContainTextAsync("Create a restricted key");
        await page.Field("Connection Name").FillAsync(Shop);
        await page.Field("Restricted API Key").FillAsync("pk_live_51NotAKeyThatReads");
        await page.Button("Finish").ClickAsync();
        await Expect(page.ErrorSummary()).ToContainTextAsync("One that begins with pk_ cannot read");
        await page.Field("Restricted API Key").FillAsync(Stripe.KeyWithoutCharges);
        await page.Button("Test connection").ClickAsync();
        await Expect(page.Heading(SignsInAs())).ToBeVisibleAsync();
        await Expect(page.Content()).ToContainTextAsync("The key may not read Charges and Refunds");
        await page.Button("Finish").ClickAsync();
        await Expect(page.GetByText("Connection created successfully")).ToBeVisibleAsync();
    }

    private static async Task CountAsync(IPage page, string detail, string stream, int count)
    {
        await page.GotoAsync(detail.Replace("/connections/stripe/", "/data/", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Streams" }).GetByRole(AriaRole.Link, new() { Name = stream }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"of {count:N0}"));
    }

    [GeneratedRegex("signs in as Stripe account acct_[A-Za-z0-9]+, sandbox")]
    private static partial Regex SignsInAs();
}
