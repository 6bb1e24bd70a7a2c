namespace BlinkSaaS.Web.Features.Account.Sessions;

/// <summary>A browser in words that its owner recognises. The order counts: most browsers also claim to be another one.</summary>
public static class BrowserWords
{
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
    ];

    public static string From(string? userAgent)
    {
        var text = userAgent ?? "";
        var browser = Find(Browsers, text) ?? "Unknown browser";
        return Find(Systems, text) is { } system ? $"{browser} on {system}" : browser;
    }

    private static string? Find((string Mark, string Name)[] known, string text) =>
        Array.Find(known, pair => text.Contains(pair.Mark, StringComparison.Ordinal)).Name;
}
