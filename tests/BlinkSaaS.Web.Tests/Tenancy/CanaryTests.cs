using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Web.Tests.Connections;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>Where the words of a private connection are found: on its owner's pages and in its own tables, and nowhere else.</summary>
public sealed partial class CanaryTests(CanaryStage stage) : IClassFixture<CanaryStage>
{
    private const int MostPages = 250;

    [Fact]
    public async Task Its_owner_finds_name_and_record()
    {
        var pages = await CrawlAsync(stage.Author.Browser, [stage.Author.Connections, stage.Author.Page(stage.Id), $"{stage.Author.Data(stage.Id)}/tasks/export.ndjson"]);
        Assert.Contains(pages, page => page.Value.Contains(stage.Name, StringComparison.Ordinal));
        Assert.Contains(pages, page => page.Key.EndsWith("export.ndjson", StringComparison.Ordinal) && page.Value.Contains(stage.Record, StringComparison.Ordinal));
        AssertNone(pages, TokenForms());
    }

    [Fact]
    public async Task Nobody_else_finds_a_word_on_any_page_export_or_stream()
    {
        foreach (var (who, person) in stage.Others)
        {
            var begin = new List<string> { "/", person.Connections, $"{person.Connections}?q={stage.Name[..6]}", $"/w/{person.Place.Slug}/activity?show=mine", $"/w/{person.Place.Slug}/access", "/account/history" };
            var log = $"/w/{person.Place.Slug}/settings/audit";
            begin.AddRange(log, $"{log}/export.csv", $"{log}?q={stage.Name[..6]}", $"{log}?person={stage.Author.Id}", $"{log}?kind=connection");
            if (who != "outsider")
                begin.AddRange(stage.Shared.SelectMany(id => new[] { person.Page(id), $"{person.Data(id)}/tasks/export.csv", $"{person.Data(id)}/tasks/export.ndjson", $"{person.Data(id)}/tasks?q={stage.Record[..9]}" }));
            var pages = await CrawlAsync(person.Browser, begin);
            Assert.True(pages.Count > (who == "outsider" ? 5 : 20), $"{who} reached only {pages.Count} pages.");
            AssertNone(pages, [stage.Name, stage.Record, stage.Id, .. TokenForms()]);
            // The log was read indeed, by those who may: with what the author did to the connections that they see.
            if (who is "owner" or "admin")
                Assert.All([log, $"{log}/export.csv", $"{log}?person={stage.Author.Id}"], url => Assert.Contains("For everybody", pages[url], StringComparison.Ordinal));
            if (who != "outsider")
                AssertNone(new() { ["live"] = await ReadStreamAsync(person, stage.Shared[0]) }, Words());
        }

        using var stranger = stage.Browse();
        AssertNone(await CrawlAsync(stranger, ["/", "/account/sign-in", "/guides/clickup"]), [stage.Name, stage.Record, stage.Id, .. TokenForms()]);
    }

    /// <summary>A private connection must not show by a refused name, or by a token that is in use.</summary>
    [Fact]
    public async Task Somebody_who_guesses_the_name_is_not_refused_it()
    {
        var answer = await stage.Others["member"].FinishAsync(stage.Name, stage.ClickUp.Tokens.Member, "Private");
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        await stage.RowsAsync("DELETE FROM connections WHERE public_id = $1", answer.Location!.Split('=')[1]);
    }

    /// <summary>An entry on the connection is its owner's alone, whoever else reads the log, and says nothing of token and records.</summary>
    [Fact]
    public async Task Its_owner_finds_it_in_the_audit_log_and_the_table_of_the_log_names_it_in_its_own_entries_only()
    {
        var log = $"/w/{stage.Author.Place.Slug}/settings/audit";
        // Not by a search for the word: addresses are logged.
        foreach (var (url, found) in new[] { ($"{log}?kind=connection&person={stage.Author.Id}", $"<span class=\"strong text-break\">{stage.Name}</span>"), ($"{log}/export.csv", stage.Name) })
        {
            var page = (await stage.Author.OpenAsync(url)).Html;
            Assert.Contains(found, page, StringComparison.Ordinal);
            Assert.DoesNotContain([stage.Record, .. TokenForms()], word => page.Contains(word, StringComparison.OrdinalIgnoreCase));
        }

        var connection = (await stage.KeyAsync(stage.Id)).ConnectionId;
        // Somebody who guesses the name writes it by themselves, see below.
        var entries = await stage.RowsAsync("SELECT connection_id, e::text FROM audit_entries e WHERE actor_id <> $1", stage.Others["member"].Id);
        Assert.All(entries.Where(entry => ((string)entry[1]!).Contains(stage.Name, StringComparison.OrdinalIgnoreCase)), entry => Assert.Equal(connection, entry[0]));
        var actions = (await stage.RowsAsync("SELECT action FROM audit_entries WHERE connection_id = $1", connection)).Select(row => (string)row[0]!).ToHashSet();
        Assert.Superset(new HashSet<string> { "ConnectionCreated", "ConnectionPaused", "ConnectionResumed", "ConnectionTokenSwapped" }, actions);
    }

    [Fact]
    public void No_line_of_the_log_has_a_word()
    {
        Assert.Contains(stage.Logs.Lines, line => line.Contains("INSERT INTO connections", StringComparison.Ordinal));
        foreach (var line in stage.Logs.Lines)
        {
            // What somebody types into a search is in the address they ask for; it is a beginning of a word only.
            Assert.DoesNotContain(Words(), word => line.Contains(word, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task The_database_has_the_token_nowhere_and_the_words_only_where_they_belong()
    {
        var stored = await Stored.AllAsync(stage);
        Assert.Contains(stored, row => row.Table == "hangfire.job");
        foreach (var (table, text) in stored)
        {
            Assert.DoesNotContain(TokenForms(), form => text.Contains(form, StringComparison.OrdinalIgnoreCase));
            if (text.Contains(stage.Name, StringComparison.OrdinalIgnoreCase))
                Assert.Matches("^public[.](connections|audit_entries)$", table);
            if (text.Contains(stage.Record, StringComparison.OrdinalIgnoreCase))
                Assert.Matches("^pulls[.]record", table);
        }

        Assert.Contains(stored, row => row.Text.Contains(stage.Name, StringComparison.Ordinal));
        Assert.Contains(stored, row => row.Text.Contains(stage.Record, StringComparison.Ordinal));
    }

    private List<string> TokenForms() => Stored.FormsOf(stage.Token);

    private List<string> Words() => [stage.Name, stage.Record, .. TokenForms()];

    private static void AssertNone(Dictionary<string, string> pages, IReadOnlyList<string> words)
    {
        foreach (var (url, text) in pages)
        {
            foreach (var word in words)
                Assert.False(text.Contains(word, StringComparison.OrdinalIgnoreCase), $"{url} holds {word}");
        }
    }

    /// <summary>Everything that links lead to, as a browser without scripts and one with them would go: address and what came.</summary>
    private static async Task<Dictionary<string, string>> CrawlAsync(Browser browser, IEnumerable<string> begin)
    {
        var (found, queue) = (new Dictionary<string, string>(), new Queue<string>(begin));
        while (queue.TryDequeue(out var url) && found.Count < MostPages)
        {
            if (found.ContainsKey(url) || url.Contains("/live", StringComparison.Ordinal) || url.Contains("sign-out", StringComparison.Ordinal))
                continue;
            var page = await browser.OpenAsync(url);
            found[url] = $"{page.Html} {page.Location} {string.Join(' ', page.Headers.SelectMany(header => header))}";
            foreach (var link in Links().Matches(page.Html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Append(page.Location ?? ""))
            {
                var path = link.Split('#')[0].Replace("http://localhost/", "/", StringComparison.Ordinal);
                if (path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !Files().IsMatch(path))
                    queue.Enqueue(path);
            }
        }

        return found;
    }

    private static async Task<string> ReadStreamAsync(Actor person, string id)
    {
        var text = await person.Browser.BeginningAsync($"{person.Page(id)}/live", 64);
        Assert.Contains("turn", text, StringComparison.Ordinal);
        return text;
    }

    [GeneratedRegex("(?:href|hx-get|src|data-live|sse-connect)=\"([^\"]+)\"")]
    private static partial Regex Links();

    [GeneratedRegex(@"^/(lib|css|js|img)/")]
    private static partial Regex Files();
}
