using ClickUpSimulator.Mutations;

namespace ClickUpSimulator.Tests;

public sealed class TruthTests
{
    public static TheoryData<string, bool> TokensAndModes => new()
    {
        { "owner", false },
        { "owner", true },
        { "member", false },
        { "member", true },
        { "guest", false },
        { "guest", true },
    };

    [Theory]
    [MemberData(nameof(TokensAndModes))]
    public async Task Truth_is_what_exhaustive_reading_yields(string token, bool otherModes)
    {
        var modes = otherModes
            ? new Modes { ShortPages = true, TeamPagesGiveLastPage = false, FoldersEmbedArchivedLists = true, UpdatedAscends = true }
            : new Modes();
        await using var host = await Start.SimulatorAsync(modes: modes);

        await AssertReadsTruthAsync(host, token);
        host.Mutate.Random(new RandomChanges { Seed = 3, Creates = 7, Updates = 11, Moves = 9, Archives = 5, Deletes = 8 });
        host.Mutate.DeleteList(host.World.Lists.Last().Id);
        await AssertReadsTruthAsync(host, token);
    }

    [Fact]
    public async Task Tokens_see_different_parts()
    {
        await using var host = await Start.SimulatorAsync();
        var owner = host.Truth(host.Tokens.Owner);
        var member = host.Truth(host.Tokens.Member);
        var guest = host.Truth(host.Tokens.Guest);

        Assert.Equal(2, owner.Workspaces.Count);
        Assert.Equal(host.World.Tasks.Count(), owner.Tasks.Count);
        Assert.Single(member.Workspaces);
        var missing = host.World.Workspaces[0].Spaces.Single(space => !member.Spaces.Contains(space.Id));
        Assert.True(missing.Private);
        Assert.DoesNotContain(member.Tasks, task => missing.AllLists.Any(list => list.Id == task.ListId));
        Assert.Single(guest.Lists);
        Assert.NotEmpty(guest.Tasks);
    }

    [Fact]
    public async Task What_a_token_does_not_see_is_refused_to_it_as_if_it_did_not_exist()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host, host.Tokens.Member);
        var hidden = host.World.Workspaces[0].Spaces.Single(space => space.Private);
        var task = hidden.AllLists.First().Tasks[0];

        Assert.Equal("OAUTH_023", (await api.GetAsync($"v2/team/{host.World.Workspaces[1].Id}/task")).Code);
        Assert.Equal("OAUTH_027", (await api.GetAsync($"v2/space/{hidden.Id}/folder")).Code);
        Assert.Equal("OAUTH_027", (await api.GetAsync($"v2/list/{task.List.Id}/task")).Code);
        Assert.Equal("OAUTH_027", (await api.GetAsync($"v2/task/{task.Id}")).Code);
    }

    [Fact]
    public async Task A_guest_can_be_shown_the_list_without_what_contains_it()
    {
        await using var host = await Start.SimulatorAsync(modes: new Modes { GuestsSeeContainers = false });
        using var api = new ApiClient(host, host.Tokens.Guest);
        var workspace = host.World.Workspaces[0].Id;
        var truth = host.Truth("guest");

        Assert.Empty(truth.Spaces);
        Assert.Empty((await api.GetAsync($"v2/team/{workspace}/space")).Ids("spaces"));
        var shared = (await api.GetAsync($"v2/team/{workspace}/shared")).Body.GetProperty("shared").GetProperty("lists");
        Assert.Equal(truth.Lists, shared.EnumerateArray().Select(list => list.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_token_that_loses_a_space_sees_no_more_of_it()
    {
        await using var host = await Start.SimulatorAsync();
        var space = host.World.Workspaces[0].Spaces[0];

        host.Tokens.HideSpace("owner", space.Id);

        Assert.DoesNotContain(space.Id, host.Truth("owner").Spaces);
        await AssertReadsTruthAsync(host, "owner");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_world_and_tokens()
    {
        await using var one = await Start.SimulatorAsync();
        await using var same = await Start.SimulatorAsync();
        await using var other = await Start.SimulatorAsync(Start.World with { Seed = 2 });
        using var readsOne = new ApiClient(one);
        using var readsSame = new ApiClient(same);
        var path = $"v2/team/{one.World.Workspaces[0].Id}/task?page=0";

        Assert.Equal(one.Tokens.Guest, same.Tokens.Guest);
        Assert.NotEqual(one.Tokens.Guest, other.Tokens.Guest);
        Assert.Equal((await readsOne.GetAsync(path)).Body.GetRawText(), (await readsSame.GetAsync(path)).Body.GetRawText());
        Assert.Empty(one.World.Tasks.Select(task => task.Id).Intersect(other.World.Tasks.Select(task => task.Id)));
    }

    private static async Task AssertReadsTruthAsync(SimulatorHost host, string token)
    {
        Assert.True(host.Tokens.TryFind(token, out var known));
        using var api = new ApiClient(host, known.Secret);
        var read = await new ExhaustiveReader(api).ReadAsync();
        var truth = host.Truth(token);
        Assert.Equal(truth.Workspaces, read.Workspaces);
        Assert.Equal(truth.Members, read.Members);
        Assert.Equal(truth.Spaces.Order(), read.Spaces.Order());
        Assert.Equal(truth.Folders.Order(), read.Folders.Order());
        Assert.Equal(truth.Lists.Order(), read.Lists.Order());
        Assert.Equal(truth.Tasks.OrderBy(task => task.Id), read.Tasks.OrderBy(task => task.Id));
    }
}
