using System.Net;

namespace ClickUpSimulator.Tests;

public sealed class ErrorTests
{
    [Fact]
    public async Task A_call_without_a_token_is_400()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host, "");

        var answer = await api.GetAsync("v2/user");

        Assert.Equal((HttpStatusCode.BadRequest, "OAUTH_017"), (answer.Status, answer.Code));
        Assert.False(answer.Message.Headers.Contains("X-RateLimit-Limit"));
    }

    [Theory]
    [InlineData("nonsense", "OAUTH_025")]
    [InlineData("pk_1_AAAA", "OAUTH_025")]
    [InlineData("1234_abcdef", "OAUTH_019")]
    public async Task A_token_that_is_not_known_is_401(string token, string code)
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host, token);

        var answer = await api.GetAsync("v2/user");

        Assert.Equal((HttpStatusCode.Unauthorized, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Raw_and_Bearer_tokens_are_both_taken()
    {
        await using var host = await Start.SimulatorAsync();
        using var raw = new ApiClient(host, host.Tokens.Owner);
        using var bearer = new ApiClient(host, "Bearer " + host.Tokens.Owner);

        Assert.Equal(HttpStatusCode.OK, (await raw.GetAsync("v2/user")).Status);
        Assert.Equal(HttpStatusCode.OK, (await bearer.GetAsync("v2/user")).Status);
        Assert.Matches("^pk_[0-9]+_[A-Z0-9]{32}$", host.Tokens.Owner);
    }

    [Fact]
    public async Task A_revoked_token_is_401_until_it_is_restored()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host, host.Tokens.Revocable);
        using var dead = new ApiClient(host, host.Tokens.Revoked);

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("v2/user")).Status);
        host.Tokens.Revoke(host.Tokens.Revocable);
        Assert.Equal("OAUTH_025", (await api.GetAsync("v2/user")).Code);
        host.Tokens.Restore("revocable");
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("v2/user")).Status);
        Assert.Equal("OAUTH_025", (await dead.GetAsync("v2/user")).Code);
    }

    [Theory]
    [InlineData("v2/team/12/task", "OAUTH_023")]
    [InlineData("v2/team/12/space", "OAUTH_023")]
    [InlineData("v2/space/12/folder", "OAUTH_027")]
    [InlineData("v2/folder/12/list", "OAUTH_027")]
    [InlineData("v2/list/12", "OAUTH_027")]
    [InlineData("v2/list/12/task", "OAUTH_027")]
    [InlineData("v2/task/86zzzzzzz", "OAUTH_027")]
    public async Task An_id_that_does_not_exist_is_401_as_one_out_of_sight(string path, string code)
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);

        var answer = await api.GetAsync(path);

        Assert.Equal((HttpStatusCode.Unauthorized, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("v2/team/home/task")]
    [InlineData("v2/space/home/folder")]
    [InlineData("v2/folder/folder/list")]
    [InlineData("v2/list/x1/task")]
    public async Task An_id_that_is_not_a_number_is_500(string path)
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);

        var answer = await api.GetAsync(path);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.StartsWith("invalid input syntax for integer:", answer.Body.GetProperty("err").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_task_is_404_and_a_deleted_folder_is_still_given()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var folder = host.World.Spaces.First().Folders[0];
        var task = folder.AllLists[0].Tasks[0];

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"v2/task/{task.Id}")).Status);
        host.Mutate.DeleteFolder(folder.Id);

        var gone = await api.GetAsync($"v2/task/{task.Id}");
        Assert.Equal((HttpStatusCode.NotFound, "ITEM_013"), (gone.Status, gone.Code));
        Assert.True((await api.GetAsync($"v2/folder/{folder.Id}")).Body.GetProperty("deleted").GetBoolean());
        Assert.DoesNotContain(folder.Id, (await api.GetAsync($"v2/space/{folder.Space.Id}/folder")).Ids("folders"));
        Assert.Equal("OAUTH_027", (await api.GetAsync($"v2/list/{folder.AllLists[0].Id}")).Code);
    }

    [Theory]
    [InlineData("assignees=1", "PUBAPITASK_017")]
    [InlineData("page=first", "INPUT_003")]
    [InlineData("date_updated_gt=yesterday", "INPUT_003")]
    [InlineData("order_by=mood", "INPUT_003")]
    public async Task A_parameter_of_the_wrong_form_is_400(string query, string code)
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);

        var answer = await api.GetAsync($"v2/team/{host.World.Workspaces[0].Id}/task?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, answer.Code));
    }
}
