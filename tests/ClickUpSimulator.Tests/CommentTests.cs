using System.Net;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Tests;

public sealed class CommentTests
{
    [Fact]
    public async Task Comments_of_tasks_lists_and_chats_come_25_a_page_newest_first()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var task = host.World.Tasks.First(task => task.Comments.Count > 25);
        var list = host.World.Lists.First(list => list.Comments.Count > 25);
        var chat = Chats(host).First(chat => chat.Comments.Count > 25);

        foreach (var (path, comments) in new[] { ($"v2/task/{task.Id}/comment", task.Comments), ($"v2/list/{list.Id}/comment", list.Comments), ($"v2/view/{chat.Id}/comment", chat.Comments) })
        {
            var first = (await api.GetAsync(path)).Items("comments");
            Assert.Equal(25, first.Count);
            var last = first[^1];
            var older = (await api.GetAsync($"{path}?start={last.GetProperty("date").GetString()}&start_id={last.GetProperty("id").GetString()}")).Items("comments");
            Assert.Equal(
                comments.OrderByDescending(comment => comment.Date).ThenByDescending(comment => comment.Id, StringComparer.Ordinal).Take(50).Select(comment => comment.Id),
                first.Concat(older).Select(comment => comment.GetProperty("id").GetString()!));
        }
    }

    [Fact]
    public async Task Whoever_does_not_see_a_place_sees_nothing_that_is_said_there()
    {
        await using var host = await Start.SimulatorAsync();
        using var guest = new ApiClient(host, host.Tokens.Guest);
        var list = host.World.Lists.Last(list => list.Comments.Count > 0);
        var chat = Chats(host).Last();
        var reply = list.Comments.Concat(Chats(host).SelectMany(c => c.Comments)).Last(comment => comment.ReplyCount > 0);

        Assert.Equal((HttpStatusCode.Unauthorized, "OAUTH_027"), Refusal(await guest.GetAsync($"v2/list/{list.Id}/comment")));
        Assert.Equal((HttpStatusCode.NotFound, "ACCESS_118"), Refusal(await guest.GetAsync($"v2/view/{chat.Id}/comment")));
        Assert.Equal((HttpStatusCode.Unauthorized, "OAUTH_027"), Refusal(await guest.GetAsync($"v2/comment/{reply.Id}/reply")));
        using var owner = new ApiClient(host);
        Assert.Equal(reply.ReplyCount, (await owner.GetAsync($"v2/comment/{reply.Id}/reply")).Items("comments").Count);
    }

    [Fact]
    public async Task Only_a_chat_view_has_comments()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var board = host.World.Workspaces[0].Views.First(view => view.Type != View.Chat);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.GetAsync($"v2/view/{board.Id}/comment")).Status);
    }

    private static (HttpStatusCode, string?) Refusal(Answer answer) => (answer.Status, answer.Code);

    private static IEnumerable<View> Chats(SimulatorHost host) => host.World.Workspaces.SelectMany(workspace => workspace.Views).Where(view => view.Type == View.Chat);
}
