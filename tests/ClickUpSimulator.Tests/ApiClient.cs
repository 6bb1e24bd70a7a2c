using System.Net;
using System.Text.Json;

namespace ClickUpSimulator.Tests;

/// <summary>One answer: its status, headers and body.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Message)
{
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("ECODE", out var code) ? code.GetString() : null;

    public IReadOnlyList<JsonElement> Items(string property) => [.. Body.GetProperty(property).EnumerateArray()];

    public IReadOnlyList<string> Ids(string property) => [.. Items(property).Select(item => item.GetProperty("id").GetString()!)];

    public int Header(string name) => int.Parse(Message.Headers.GetValues(name).Single(), System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed class ApiClient : IDisposable
{
#pragma warning disable RS0030 // A test talks to its own simulator; there is no factory to ask.
    private readonly HttpClient http = new();
#pragma warning restore RS0030

    public ApiClient(SimulatorHost host, string? token = null)
        : this(host.BaseAddress, token ?? host.Tokens.Owner)
    {
    }

    public ApiClient(Uri baseAddress, string token)
    {
        http.BaseAddress = baseAddress;
        if (token.Length > 0)
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", token);
    }

    public async Task<Answer> GetAsync(string path)
    {
        var message = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await ReadAsync(message);
    }

    public async Task<Answer> PostAsync(Uri address, string json)
    {
        using var content = new StringContent(json);
        return await ReadAsync(await http.PostAsync(address, content, TestContext.Current.CancellationToken));
    }

    public async Task<Answer> GetAsync(Uri address) =>
        await ReadAsync(await http.GetAsync(address, TestContext.Current.CancellationToken));

    public async Task<Answer> DeleteAsync(Uri address) =>
        await ReadAsync(await http.DeleteAsync(address, TestContext.Current.CancellationToken));

    /// <summary>Walks pages until the last or an empty one, as the API's readers must.</summary>
    public async Task<List<JsonElement>> AllTasksAsync(string path)
    {
        var all = new List<JsonElement>();
        for (var page = 0; ; page++)
        {
            var answer = await GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}page={page}");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            var tasks = answer.Items("tasks");
            all.AddRange(tasks);
            if (tasks.Count == 0 || (answer.Body.TryGetProperty("last_page", out var last) && last.GetBoolean()))
                return all;
        }
    }

    public async Task<List<string>> AllTaskIdsAsync(string path) =>
        [.. (await AllTasksAsync(path)).Select(task => task.GetProperty("id").GetString()!)];

    public void Dispose() => http.Dispose();

    private static async Task<Answer> ReadAsync(HttpResponseMessage message)
    {
        var text = await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var body = message.Content.Headers.ContentType?.MediaType == "application/json" ? JsonDocument.Parse(text).RootElement : default;
        return new Answer(message.StatusCode, body, message);
    }
}
