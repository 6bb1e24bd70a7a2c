using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace BlinkSaaS.E2E.Product;

/// <summary>
/// The ClickUp of the tests. Its tokens have a purpose each, since journeys that run at the same time must not meet:
/// faults and limits are set for one token only.
/// </summary>
public sealed class Simulator : IAsyncDisposable
{
    private const string Announcement = "ClickUp simulator listening on ";
    private const string ClientLine = "OAuth client: ";
    private readonly ChildProcess process;
    private readonly HttpClient admin;

    private Simulator(ChildProcess process, Uri root)
    {
        this.process = process;
        BaseAddress = new Uri(root, "/api/");
#pragma warning disable RS0030 // A test has no factory of clients.
        admin = new HttpClient { BaseAddress = new Uri(root, "/admin/") };
#pragma warning restore RS0030
        Tokens = process.Lines.Where(line => line.StartsWith("Token ", StringComparison.Ordinal))
            .Select(line => line["Token ".Length..].Split(": ")).ToDictionary(parts => parts[0], parts => parts[1]);
        var client = process.Lines.Single(line => line.StartsWith(ClientLine, StringComparison.Ordinal))[ClientLine.Length..].Split(' ');
        OAuthClient = (client[0], client[1]);
    }

    /// <summary>In place of ClickUp's own.</summary>
    public Uri BaseAddress { get; }

    private IReadOnlyDictionary<string, string> Tokens { get; }

    /// <summary>Identifier and secret of the client for signing in.</summary>
    public (string Id, string Secret) OAuthClient { get; }

    /// <summary>For the journey from the first page to the last.</summary>
    public string Owner => Tokens["owner"];

    /// <summary>For whatever needs some connection.</summary>
    public string Guest => Tokens["guest"];

    /// <summary>For the rate limit.</summary>
    public string Limited => Tokens["revocable"];

    /// <summary>Rejected.</summary>
    public string Revoked => Tokens["revoked"];

    public static async Task<Simulator> StartAsync()
    {
        var process = ChildProcess.Start(
            Repository.Program("ClickUpSimulator"), Path.Combine(Repository.Results, "simulator.log"), Repository.Root,
            "--urls", "http://127.0.0.1:0", "--world", "demo", "--limit", "10000",
            "--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var line = await process.LineWithAsync(Announcement);
        return new Simulator(process, new Uri(line[Announcement.Length..]));
    }

    /// <summary>A token of the caller's own that sees what the named one sees: what goes wrong with it meets nobody else.</summary>
    public async Task<SimulatedToken> AnotherAsync(string of)
    {
        using var answer = await admin.PostAsJsonAsync("tokens/another", new { of });
        answer.EnsureSuccessStatusCode();
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new SimulatedToken(told.GetProperty("name").GetString()!, told.GetProperty("token").GetString()!);
    }

    /// <summary>Everything that a token sees.</summary>
    public async Task<Truth> TruthAsync(string token) => (await admin.GetFromJsonAsync<Truth>($"truth?token={token}"))!;

    /// <summary>What is called until now.</summary>
    public async Task<CallStatistics> StatisticsAsync() => (await admin.GetFromJsonAsync<CallStatistics>("statistics"))!;

    /// <summary>Makes something go wrong for one token: kind, times, delayMilliseconds and so on, as the simulator names them.</summary>
    public Task FaultAsync(object fault) => PostAsync("faults", fault);

    /// <summary>Ends the faults that were added for a token.</summary>
    public Task ClearFaultsAsync(string token) => admin.DeleteAsync(new Uri($"faults?token={token}", UriKind.Relative));

    public Task LimitAsync(string token, int calls) => PostAsync("limits", new { token, limit = calls });

    /// <summary>Another program's use of a token.</summary>
    public Task SpendAsync(string token, int calls) => PostAsync("limits/spend", new { token, calls });

    /// <summary>What a person does in ClickUp: kind, taskId, listId, name and so on, as the simulator names them. Returns what came of it.</summary>
    public async Task<JsonElement> ChangeAsync(object mutation)
    {
        using var answer = await admin.PostAsJsonAsync("mutations", mutation, JsonSerializerOptions.Web);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        await process.DisposeAsync();
    }

    private async Task PostAsync(string path, object body)
    {
        using var answer = await admin.PostAsJsonAsync(path, body, JsonSerializerOptions.Web);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}

public sealed record Truth(IReadOnlyList<string> Workspaces, IReadOnlyList<TrueTask> Tasks);

public sealed record TrueTask(string Id, string Name, string Status, string ListId);

public sealed record CallStatistics(IReadOnlyDictionary<string, int> ByToken, IReadOnlyDictionary<string, int> RefusedByToken);
