using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Sight;

internal sealed class TruthReader(World world, AccessTokens tokens, Simulator simulator)
{
    public Truth Of(string nameOrSecret)
    {
        if (!tokens.TryFind(nameOrSecret, out var token))
            throw new ArgumentException($"No token is called '{nameOrSecret}'.", nameof(nameOrSecret));
        lock (world.Gate)
            return Read(token, simulator.Modes);
    }

    private Truth Read(AccessToken token, Modes modes)
    {
        var workspaces = world.WorkspaceList.Where(token.Sees).ToList();
        var spaces = world.WorkspaceList.SelectMany(workspace => workspace.SpaceList).ToList();
        return new Truth
        {
            Workspaces = [.. workspaces.Select(workspace => workspace.Id)],
            Members = [.. workspaces.SelectMany(workspace => workspace.Members.Select(member => new TrueMember(workspace.Id, member.Id)))],
            Spaces = [.. spaces.Where(space => token.Sees(space, modes)).Select(space => space.Id)],
            Folders = [.. spaces.SelectMany(space => space.FolderList).Where(folder => token.Sees(folder, modes)).Select(folder => folder.Id)],
            Lists = [.. spaces.SelectMany(space => space.AllLists).Where(token.Sees).Select(list => list.Id)],
            Tasks = [.. world.Tasks.Where(token.Sees).Select(task => new TrueTask(task.Id, task.DateUpdated, task.Name, task.Status.Name, task.List.Id, task.Archived))],
            Further = new FurtherTruth(world, token, modes).Read(),
        };
    }
}
