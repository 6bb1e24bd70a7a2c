using System.Text.RegularExpressions;

namespace BlinkSaaS.E2E.Product;

/// <summary>What people look for on a page: a role and a name.</summary>
internal static class Locators
{
    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Heading(this IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    public static ILocator Heading(this IPage page, Regex name) => page.GetByRole(AriaRole.Heading, new() { NameRegex = name });

    /// <summary>By its label, and not a section of that name.</summary>
    public static ILocator Field(this IPage page, string label) => page.GetByLabel(label, new() { Exact = true }).And(page.Locator("input, select"));

    public static ILocator Radio(this IPage page, string name) => page.GetByRole(AriaRole.Radio, new() { Name = name });

    public static ILocator Content(this IPage page) => page.GetByRole(AriaRole.Main);

    /// <summary>The box on top of a form that says what is wrong.</summary>
    public static ILocator ErrorSummary(this IPage page) => page.Content().GetByRole(AriaRole.Alert).Filter(new() { Has = page.GetByRole(AriaRole.Heading) });

    /// <summary>A row of any table, by its row header.</summary>
    public static ILocator RowOf(this IPage page, string header) =>
        page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader).Filter(new() { HasText = header }) });

    /// <summary>A menu is a summary, for which there is no role.</summary>
    public static ILocator Menu(this IPage page, string words) => page.Locator("summary").Filter(new() { HasText = words });
}
