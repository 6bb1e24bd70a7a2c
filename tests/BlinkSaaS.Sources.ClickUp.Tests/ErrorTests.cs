using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>What is wrong is told by ClickUp's ECODE, not by the status.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData(400, "OAUTH_017", typeof(CredentialRejectedException))]
    [InlineData(401, "OAUTH_019", typeof(CredentialRejectedException))]
    [InlineData(401, "OAUTH_021", typeof(CredentialRejectedException))]
    [InlineData(401, "OAUTH_025", typeof(CredentialRejectedException))]
    [InlineData(401, "OAUTH_077", typeof(CredentialRejectedException))]
    [InlineData(401, "OAUTH_023", typeof(AccessDeniedException))]
    [InlineData(401, "OAUTH_026", typeof(AccessDeniedException))]
    [InlineData(401, "OAUTH_027", typeof(AccessDeniedException))]
    [InlineData(401, "OAUTH_029", typeof(AccessDeniedException))]
    [InlineData(401, "OAUTH_045", typeof(AccessDeniedException))]
    [InlineData(401, "ACCESS_083", typeof(AccessDeniedException))]
    [InlineData(401, "SOMETHING_001", typeof(AccessDeniedException))]
    [InlineData(403, "TEAM_110", typeof(StreamSkippedException))]
    [InlineData(403, "TIML_001", typeof(StreamSkippedException))]
    [InlineData(404, "ITEM_013", typeof(AccessDeniedException))]
    [InlineData(429, "APP_002", typeof(SourceUnavailableException))]
    [InlineData(400, "INPUT_003", typeof(SourceUnavailableException))]
    [InlineData(500, "OAUTH_025", typeof(SourceUnavailableException))]
    [InlineData(503, "", typeof(SourceUnavailableException))]
    public async Task The_code_decides(int status, string code, Type expected)
    {
        using var api = new ScriptedApi()
            .On("team/1/task", Error("No such luck", code), status)
            .On("team/1/space", """{"spaces":[]}""")
            .On("team", """{"teams":[{"id":"1","name":"Acme"}]}""");
        var problem = await Record.ExceptionAsync(() => ReadTasksAsync(api));
        Assert.IsType(expected, problem);
        Assert.Contains("ClickUp answered “No such luck”", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_refusal_of_who_the_caller_is_is_a_dead_token()
    {
        using var api = new ScriptedApi().On("user", Error("Nope", "SOMETHING_001"), 401);
        await Assert.ThrowsAsync<CredentialRejectedException>(() => CheckAsync(api));
    }

    [Fact]
    public async Task A_dead_token_is_told_where_to_find_a_new_one()
    {
        using var api = new ScriptedApi().On("user", Error("Token invalid", "OAUTH_025"), 401);
        var problem = await Assert.ThrowsAsync<CredentialRejectedException>(() => CheckAsync(api));
        Assert.Equal("ClickUp answered “Token invalid”. Copy the whole token again, or generate a new one under Settings > Apps.", problem.Message);
    }

    [Theory]
    [InlineData("<html><body>502 Bad Gateway</body></html>", 502)]
    [InlineData("<html><body>Maintenance</body></html>", 200)]
    [InlineData("""{"teams":[{"id":"1" """, 200)]
    [InlineData("", 200)]
    [InlineData("[]", 200)]
    [InlineData("""{"err":"odd"}""", 200)]
    [InlineData("""{"teams":null}""", 200)]
    public async Task What_is_no_data_is_a_fault_of_ClickUp(string body, int status)
    {
        using var api = new ScriptedApi().On("user", """{"user":{"id":1,"username":"Mara Quill"}}""").On("team", body, status);
        await Assert.ThrowsAsync<SourceUnavailableException>(() => CheckAsync(api));
    }

    [Fact]
    public async Task A_page_without_tasks_in_it_is_not_taken_for_an_empty_one()
    {
        using var api = new ScriptedApi()
            .On("team/1/task", """{"last_page":true}""")
            .On("team/1/space", """{"spaces":[]}""")
            .On("team", """{"teams":[{"id":"1","name":"Acme"}]}""");
        await Assert.ThrowsAsync<SourceUnavailableException>(() => ReadTasksAsync(api));
    }

    [Fact]
    public async Task A_token_that_ClickUp_repeats_is_not_quoted()
    {
        using var api = new ScriptedApi().On("user", Error("Token pk_123_ABCDEFG\r\nis   not known", "OAUTH_025"), 401);
        var problem = await Assert.ThrowsAsync<CredentialRejectedException>(() => CheckAsync(api));
        Assert.StartsWith("ClickUp answered “Token pk_… is not known”.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_space_that_vanishes_meanwhile_is_left_out_and_noted()
    {
        using var api = new ScriptedApi()
            .On("space/7/", Error("Team not authorized", "OAUTH_027"), 401)
            .On("team/1/space?archived=true", """{"spaces":[]}""")
            .On("team/1/space", """{"spaces":[{"id":"7","name":"Gone"}]}""")
            .On("team", """{"teams":[{"id":"1","name":"Acme"}]}""");
        var records = await ReadAsync(api, "lists", Partition.Whole);
        Assert.Empty(records.OfType<RecordMessage>());
        Assert.IsType<StreamCompleteMessage>(records[^1]);
        Assert.Contains(api.Lines, line => line.Contains("space 7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ClickUp_Workspace_out_of_sight_is_named()
    {
        using var api = new ScriptedApi().On("team", """{"teams":[]}""");
        var problem = await Assert.ThrowsAsync<AccessDeniedException>(() => ReadTasksAsync(api));
        Assert.Contains("no longer sees the ClickUp Workspace Acme", problem.Message, StringComparison.Ordinal);
    }

    private static string Error(string text, string code) => JsonSerializer.Serialize(new Dictionary<string, string> { ["err"] = text, ["ECODE"] = code });

    private static Task<CheckResult> CheckAsync(ScriptedApi api) => new ClickUpSource().CheckAsync(api, TestContext.Current.CancellationToken);

    private static Task<List<SourceMessage>> ReadTasksAsync(ScriptedApi api) => ReadAsync(api, "tasks", new Partition("1", "Acme"));

    internal static async Task<List<SourceMessage>> ReadAsync(ScriptedApi api, string name, Partition partition, string? checkpoint = null)
    {
        var source = new ClickUpSource();
        var messages = new List<SourceMessage>();
        await foreach (var stream in source.DiscoverAsync(api, TestContext.Current.CancellationToken))
        {
            if (stream.Name != name)
                continue;
            var request = new ReadRequest { Stream = stream, Partition = partition, Checkpoint = checkpoint };
            await foreach (var message in source.ReadAsync(api, request, TestContext.Current.CancellationToken))
                messages.Add(message);
        }

        return messages;
    }
}
