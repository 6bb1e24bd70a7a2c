using System.Globalization;

namespace ClickUpSimulator.Worlds;

/// <summary>Builds a world from its options: the same seed gives the same ids, names, dates and bodies.</summary>
internal sealed class WorldBuilder
{
    private readonly WorldOptions options;
    private readonly World world;
    private readonly Ids ids;
    private readonly TaskBuilder tasks;
    private readonly EvenShare archivedFolders;
    private readonly EvenShare archivedLists;
    private SeededRandom random;

    private WorldBuilder(WorldOptions options, TimeProvider clock)
    {
        this.options = options;
        world = new World(options, clock);
        ids = world.Ids;
        random = new SeededRandom((ulong)options.Seed);
        tasks = new TaskBuilder(options, ids);
        archivedFolders = new EvenShare(options.ArchivedFolderShare);
        archivedLists = new EvenShare(options.ArchivedListShare);
    }

    public static World Build(WorldOptions options, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ClickUpWorkspaces, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Spaces, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Members, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FoldersPerSpace + options.FolderlessListsPerSpace, 1);
        var builder = new WorldBuilder(options, clock);
        builder.AddWorkspaces();
        new SideBuilder(builder.world, options).Fill();
        builder.world.Settle();
        return builder.world;
    }

    private void AddWorkspaces()
    {
        var people = Enumerable.Range(0, options.Members).Select(NewMember).ToList();
        for (var w = 0; w < options.ClickUpWorkspaces; w++)
        {
            var workspace = new ClickUpWorkspace
            {
                Id = ids.NextNumber(),
                Name = Named(AgencyTheme.WorkspaceNames, w),
                Color = w == 0 ? "#2f7a6b" : null,
                // The guest is known in the first one only, the further ones have half of the team.
                Members = w == 0 ? people : [.. people.Where((_, i) => i == 0 || (i > 2 && i % 2 == 1))],
            };
            world.WorkspaceList.Add(workspace);
            var living = w == 0 ? options.Spaces : options.SpacesInFurtherWorkspaces;
            var archived = w == 0 ? options.ArchivedSpaces : 0;
            for (var s = 0; s < living + archived; s++)
                AddSpace(workspace, s, w, archived: s >= living);
        }
    }

    private Member NewMember(int index)
    {
        var first = Named(AgencyTheme.FirstNames, index);
        var last = AgencyTheme.LastNames[index * 7 % AgencyTheme.LastNames.Length];
        var id = 48_000_000 + (int)(SeededRandom.Mix((ulong)options.Seed) % 900_000) * 10 + index * 137;
        var joined = options.BaseDate.AddDays(-900 + random.Below(600)).ToUnixTimeMilliseconds();
        var active = options.BaseDate.AddMinutes(-random.Below(20_000)).ToUnixTimeMilliseconds();
        var address = $"{first}.{last}".Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() + "@juniper-hale.example";
        var role = index switch { 0 => 1, 2 => 4, _ when index % 5 == 3 => 2, _ => 3 };
        var picture = index % 3 == 1 ? $"https://attachments.clickup.example/profilePictures/{id}.jpg" : null;
        return new Member(id, $"{first} {last}", address, index % 4 == 2 ? null : Palette(index), picture, $"{first[0]}{last[0]}".ToUpperInvariant(), role, joined, active);
    }

    private void AddSpace(ClickUpWorkspace workspace, int index, int offset, bool archived)
    {
        var theme = AgencyTheme.All[(index + offset * 3) % AgencyTheme.All.Length];
        var id = ids.NextNumber();
        var space = new Space
        {
            Id = id,
            Name = archived ? $"{theme.Space} {options.BaseDate.Year - 1}" : index < AgencyTheme.All.Length ? theme.Space : $"{theme.Space} {index / AgencyTheme.All.Length + 1}",
            Workspace = workspace,
            Private = index == 1,
            Archived = archived,
            Color = index % 3 == 2 ? null : theme.Color,
            Statuses = StatusesOf(theme, id),
            Tags = theme.Tags,
            Fields = FieldLibrary.For(theme, random.Next(), options.BaseDate),
            Theme = theme,
        };
        workspace.SpaceList.Add(space);
        world.SpacesById.Add(id, space);
        var folders = archived ? Math.Min(1, options.FoldersPerSpace) : options.FoldersPerSpace;
        for (var f = 0; f < folders; f++)
            AddFolder(space, f);
        var folderless = archived ? Math.Min(1, options.FolderlessListsPerSpace) : options.FolderlessListsPerSpace;
        for (var l = 0; l < folderless; l++)
            AddList(space, null, Named(theme.Folderless, l), l);
        tasks.SpreadOverSeveralLists(space);
    }

    private void AddFolder(Space space, int index)
    {
        var folder = new Folder
        {
            Id = ids.NextNumber(),
            Name = Named(space.Theme.Folders, index),
            Space = space,
            OrderIndex = index,
            Archived = index > 0 && archivedFolders.Next(),
        };
        space.FolderList.Add(folder);
        world.FoldersById.Add(folder.Id, folder);
        for (var l = 0; l < options.ListsPerFolder; l++)
            AddList(space, folder, space.Theme.Lists[(index + l) % space.Theme.Lists.Length] + (l < space.Theme.Lists.Length ? "" : $" {l / space.Theme.Lists.Length + 1}"), l);
    }

    private void AddList(Space space, Folder? folder, string name, int index)
    {
        // The first list of all stays alive: it is the one that the guest sees.
        var list = new TaskList
        {
            Id = ids.NextNumber(),
            Name = name,
            Space = space,
            Folder = folder,
            OrderIndex = index,
            Archived = world.ListsById.Count > 0 && archivedLists.Next(),
            Content = random.Chance(0.3) ? random.Pick(AgencyTheme.Sentences) : null,
            DueDate = random.Chance(0.3) ? options.BaseDate.AddDays(random.Between(5, 90)).ToUnixTimeMilliseconds() : null,
        };
        (folder?.Lists ?? space.Lists).Add(list);
        world.ListsById.Add(list.Id, list);
        foreach (var task in tasks.Fill(list))
        {
            world.TasksById.Add(task.Id, task);
            space.Workspace.TaskList.Add(task);
        }
    }

    private static Status[] StatusesOf(AgencyTheme theme, string spaceId)
    {
        string[] types = ["open", "custom", "custom", "done", "closed"];
        string[] colors = ["#87909e", "#4466ff", "#f8ae00", "#30a46c", "#008844"];
        return [.. theme.Statuses.Select((name, i) => new Status($"c{spaceId}_{i}{(char)('k' + i)}Qd", name, colors[i], i, types[i]))];
    }

    private static string Named(string[] names, int index) =>
        index < names.Length ? names[index] : string.Create(CultureInfo.InvariantCulture, $"{names[index % names.Length]} {index / names.Length + 1}");

    private static string Palette(int index)
    {
        string[] colors = ["#5b6ee1", "#2f9e78", "#d9822b", "#8f5bd0", "#b4436c", "#3c7d9e"];
        return colors[index % colors.Length];
    }
}
