namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>Two answers that must not be told apart.</summary>
internal static class SameAnswer
{
    /// <summary>Headers that differ in every answer.</summary>
    private static readonly HashSet<string> Changing = new(StringComparer.OrdinalIgnoreCase) { "Date", "Set-Cookie", "traceparent" };

    /// <summary>The same status, headers and body, once what the asker wrote into the question is called by one name.</summary>
    public static void Check(PageAnswer expected, PageAnswer actual, Func<string, string> named, string what)
    {
        Assert.True(expected.Status == actual.Status, $"{what}: {actual.Status} instead of {expected.Status}");
        Assert.Equal(named(expected.Stable), named(actual.Stable));
        Assert.Equal(Heads(expected), Heads(actual));

        List<string> Heads(PageAnswer page) => [.. page.Headers.Where(h => !Changing.Contains(h.Key)).Select(h => named($"{h.Key}: {string.Join(", ", h)}")).Order()];
    }
}
