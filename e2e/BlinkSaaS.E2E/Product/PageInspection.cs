using System.Globalization;
using System.Text;
using Deque.AxeCore.Playwright;

namespace BlinkSaaS.E2E.Product;

/// <summary>Looks at pages narrow and wide, light and dark: accessibility, sideways scroll; and keeps a picture of each.</summary>
internal sealed class PageInspection(IPage page)
{
    private static readonly int[] Widths = [1280, 390];
    private static readonly ColorScheme[] Schemes = [ColorScheme.Light, ColorScheme.Dark];
    private readonly StringBuilder faults = new();

    /// <summary>Opens the address, or stays where the page is, and inspects what is shown.</summary>
    public async Task LookAsync(string name, string? address = null)
    {
        if (address is not null)
            await page.GotoAsync(address);
        await Expect(page.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
        foreach (var width in Widths)
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (var scheme in Schemes)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                await InspectAsync($"{name}-{width}-{scheme.ToString().ToLowerInvariant()}");
            }
        }
        await page.SetViewportSizeAsync(360, 900);
        await CheckWidthAsync($"{name}-360");
        await page.SetViewportSizeAsync(1280, 900);
    }

    /// <summary>Fails with everything found on all pages.</summary>
    public void AssertFlawless() => Assert.True(faults.Length == 0, faults.ToString());

    private async Task InspectAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Results, "pages")).FullName;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
        await CheckWidthAsync(name);
        var result = await page.RunAxe();
        foreach (var violation in result.Violations)
            foreach (var node in violation.Nodes)
                faults.AppendLine(CultureInfo.InvariantCulture, $"{name}: {violation.Id}: {violation.Help}: {node.Target} {node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}");
    }

    private async Task CheckWidthAsync(string name)
    {
        var overhang = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (overhang > 0)
            faults.AppendLine(CultureInfo.InvariantCulture, $"{name}: the page scrolls sideways by {overhang} pixels.");
    }
}
