using System.Text;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Recorded answers break the specification in more than half of the cases; none of it may break a pull.</summary>
public sealed class LenientReadingTests
{
    private const string Bare = """{"id":"a1"}""";

    private const string Full = """
        {"id":"b2","custom_id":null,"custom_item_id":1,"name":"Ship it","status":{"status":"in progress","color":null,"orderindex":1,"type":"custom"},
        "orderindex":"39908294.00000000000000000000000000000000","date_created":"1725177600000","date_updated":"1725177600123","date_closed":null,"date_done":"",
        "archived":false,"creator":{"id":81,"username":null,"email":"mara@acme.example","color":null,"profilePicture":null},
        "assignees":[{"id":81,"username":"Mara Quill"},{"id":82,"username":null,"email":"ben@acme.example"}],"watchers":null,
        "tags":[{"name":"urgent","tag_fg":null}],"parent":"a1","priority":{"id":"2","priority":"high","color":"#ffcc00","orderindex":"2"},
        "due_date":"not a date","start_date":99999999999999999999,"points":1.5,"time_estimate":"3600000","time_spent":60000,
        "custom_fields":[{"id":"f","name":"New thing","type":"hologram","value":{"x":[1,2]}}],"locations":[],
        "url":"https://app.clickup.com/t/b2","list":{"id":"10","name":"Board"},"folder":{"id":"50","name":"hidden","hidden":true},"space":{"id":"7"},"sharing":{"public":false}}
        """;

    [Fact]
    public async Task A_task_with_everything_is_read_into_its_columns()
    {
        var task = await ReadTaskAsync(Full);
        Assert.Equal("Ship it", task["name"]);
        Assert.Equal("in progress", task["status"]);
        Assert.Equal("custom", task["status_type"]);
        Assert.Equal("Mara Quill, ben@acme.example", task["assignees"]);
        Assert.Equal("mara@acme.example", task["creator"]);
        Assert.Equal("high", task["priority"]);
        Assert.Equal("urgent", task["tags"]);
        Assert.Equal(1.5m, task["points"]);
        Assert.Equal(3600000L, task["time_estimate"]);
        Assert.Equal(60000L, task["time_spent"]);
        Assert.Equal(new DateTimeOffset(2024, 9, 1, 8, 0, 0, 123, TimeSpan.Zero), task["updated"]);
        Assert.Equal("Board", task["list"]);
        Assert.Equal("Studio", task["space"]);
        Assert.Equal("Acme", task["workspace"]);
        Assert.Equal("1", task["workspace_id"]);
        Assert.Equal(1L, task["custom_item_id"]);
    }

    [Theory]
    [InlineData("due_date")]
    [InlineData("start_date")]
    [InlineData("done")]
    [InlineData("closed")]
    [InlineData("folder")]
    [InlineData("folder_id")]
    [InlineData("watchers")]
    [InlineData("custom_id")]
    [InlineData("locations")]
    public async Task What_cannot_be_read_has_no_value(string column) => Assert.DoesNotContain(column, (await ReadTaskAsync(Full)).Keys);

    [Fact]
    public async Task A_task_with_nothing_but_its_id_is_a_record() =>
        Assert.Equal(["id", "workspace", "workspace_id"], (await ReadTaskAsync(Bare)).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task The_raw_object_is_kept_as_received()
    {
        using var api = ApiWith(Full);
        var record = (await ErrorTests.ReadAsync(api, "tasks", new Partition("1", "Acme"))).OfType<RecordMessage>().First();
        Assert.Equal(Full, Encoding.UTF8.GetString(record.Raw.Span));
    }

    [Fact]
    public async Task A_list_inside_a_folder_keeps_its_raw_object()
    {
        const string list = """{"id":"10","name":"Board","orderindex":0,"color":null,"task_count":"3","new_field":[{}]}""";
        using var api = ApiWith(Bare)
            .On("space/7/folder?archived=false", $$"""{"folders":[{"id":"5","name":"Clients","color":null,"task_count":"3","lists":[{{list}},null,{"name":"no id"}]}]}""");
        var record = Assert.Single((await ErrorTests.ReadAsync(api, "lists", Partition.Whole)).OfType<RecordMessage>());
        Assert.Equal(list, Encoding.UTF8.GetString(record.Raw.Span));
        Assert.Equal("Clients", record.Cells["folder"]);
        Assert.Equal(3L, record.Cells["task_count"]);
        Assert.Equal(false, record.Cells["archived"]);
    }

    [Fact]
    public async Task A_ClickUp_Workspace_without_members_and_colour_is_a_record()
    {
        using var api = ApiWith(Bare);
        var workspace = Assert.Single((await ErrorTests.ReadAsync(api, "workspaces", Partition.Whole)).OfType<RecordMessage>());
        Assert.Equal("Acme", workspace.Cells["name"]);
        Assert.DoesNotContain("color", workspace.Cells.Keys);
        Assert.Empty((await ErrorTests.ReadAsync(api, "members", Partition.Whole)).OfType<RecordMessage>());
    }

    [Fact]
    public async Task A_task_without_an_id_is_left_out_and_noted()
    {
        using var api = ApiWith("""{"name":"Nobody"}""");
        Assert.Empty((await ErrorTests.ReadAsync(api, "tasks", new Partition("1", "Acme"))).OfType<RecordMessage>());
        Assert.Contains(api.Lines, line => line.Contains("without an id", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not JSON")]
    [InlineData("""{"layout":99}""")]
    [InlineData("""{"layout":1,"phase":77,"listsRead":[]}""")]
    [InlineData("""{"layout":1,"phase":"x"}""")]
    public async Task A_checkpoint_that_cannot_be_read_starts_a_whole_walk(string checkpoint)
    {
        using var api = ApiWith(Bare);
        var messages = await ErrorTests.ReadAsync(api, "tasks", new Partition("1", "Acme"), checkpoint);
        Assert.True(Assert.IsType<StreamCompleteMessage>(messages[^1]).Complete);
        Assert.Single(messages.OfType<RecordMessage>());
    }

    [Fact]
    public async Task Every_request_says_that_it_is_about_JSON()
    {
        using var api = ApiWith(Bare);
        await ErrorTests.ReadAsync(api, "tasks", new Partition("1", "Acme"));
        Assert.All(api.Requests, request => Assert.Equal("application/json", request.Content?.Headers.ContentType?.MediaType));
    }

    private static async Task<IReadOnlyDictionary<string, object?>> ReadTaskAsync(string task)
    {
        using var api = ApiWith(task);
        return (await ErrorTests.ReadAsync(api, "tasks", new Partition("1", "Acme"))).OfType<RecordMessage>().First().Cells;
    }

    private static ScriptedApi ApiWith(string task) => new ScriptedApi()
        .On("team/1/task?order_by=created&subtasks=true&include_closed=true&archived=true", """{"tasks":[],"last_page":true}""")
        .On("team/1/task", $$"""{"tasks":[{{task}}],"last_page":true}""")
        .On("space/7/folder", """{"folders":[]}""")
        .On("space/7/list", """{"lists":[]}""")
        .On("folder/5/list", """{"lists":[]}""")
        .On("team/1/space?archived=true", """{"spaces":[]}""")
        .On("team/1/space", """{"spaces":[{"id":"7","name":"Studio","color":null,"features":null}]}""")
        .On("team", """{"teams":[{"id":"1","name":"Acme","color":null}]}""");
}
