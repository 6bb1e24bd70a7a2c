using System.Runtime.CompilerServices;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Members and guests of each ClickUp Workspace. They come with the ClickUp Workspaces, so they cost no call more.</summary>
internal sealed class MembersStream : ClickUpStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "members",
        Title = "Members",
        Description = "Members and guests of each ClickUp Workspace, with their role. Read anew by every pull.",
        Cost = "None: they come with the ClickUp Workspaces.",
        PrimaryKey = ["workspace_id", "id"],
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("email", "E-mail", ColumnType.Text),
            new Column("role", "Role", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("last_active", "Last active", ColumnType.Timestamp),
            new Column("joined", "Joined", ColumnType.Timestamp),
            new Column("invited", "Invited", ColumnType.Timestamp),
            new Column("invited_by", "Invited by", ColumnType.Text),
            new Column("initials", "Initials", ColumnType.Text),
            new Column("id", "ID", ColumnType.Integer),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workspaces = await Hierarchy.Of(context).WorkspacesAsync(cancellationToken);
        foreach (var workspace in workspaces)
        {
            foreach (var member in workspace.Raw.Items("members"))
            {
                if (member.Integer("user", "id") is not { } id)
                    continue;
                var user = member.At("user");
                yield return new Cells
                {
                    ["name"] = user.PersonName(),
                    ["email"] = user.Text("email"),
                    ["role"] = RoleName(user.Text("role_key"), user.Integer("role")),
                    ["workspace"] = workspace.Name,
                    ["last_active"] = user.Timestamp("last_active"),
                    ["joined"] = user.Timestamp("date_joined"),
                    ["invited"] = user.Timestamp("date_invited"),
                    ["invited_by"] = member.At("invited_by").PersonName(),
                    ["initials"] = user.Text("initials"),
                    ["id"] = id,
                    ["workspace_id"] = workspace.Id,
                }.Of(member);
            }
        }

        yield return PlaceWalkState.Finished(context.Clock).ToMessage();
        yield return new StreamCompleteMessage(Complete: true, [.. workspaces.Select(w => $"workspace:{w.Id}")]);
    }

    private static string? RoleName(string? key, long? role) => key ?? role switch
    {
        1 => "owner",
        2 => "admin",
        3 => "member",
        4 => "guest",
        null => null,
        _ => $"role {role}",
    };
}
