using System.Net;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Account;
using BlinkSaaS.Web.Tests.Connections;

namespace BlinkSaaS.Web.Tests.Members;

/// <summary>A workspace with an Owner, and what people do to each other in it.</summary>
internal sealed record Workplace(ConnectionHost Host, Place Place, Actor Owner)
{
    public const string Subject = "Join Acme Studio on BlinkSaaS";

    public string Root => $"/w/{Place.Slug}";

    public string Members => $"{Root}/members";

    public string Settings => $"{Root}/settings";

    public static async Task<Workplace> NewAsync(ConnectionHost host)
    {
        var place = await host.PlaceAsync();
        return new Workplace(host, place, await host.ActorAsync(place, MemberRole.Owner, inTeam: false, name: "Olive Owner"));
    }

    public Task<Actor> AddAsync(MemberRole role, string name, bool inTeam = false) => Host.ActorAsync(Place, role, inTeam, name);

    public Task<PageAnswer> InviteAsync(Actor by, string email, MemberRole role = MemberRole.Member, bool toTeam = false)
    {
        var fields = new Dictionary<string, string> { ["Email"] = email, ["Role"] = role.ToString() };
        if (toTeam)
            fields["Teams"] = Place.TeamId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return by.PostAsync($"{Members}?handler=Invite", fields);
    }

    /// <summary>Invites an address, and gives the link of its mail.</summary>
    public async Task<string> LinkAsync(string email, MemberRole role = MemberRole.Member, bool toTeam = false)
    {
        var answer = await InviteAsync(Owner, email, role, toTeam);
        Assert.True(answer.Status == HttpStatusCode.Redirect, answer.Text);
        return await Host.LinkAsync(email, Subject);
    }

    public Task<PageAnswer> RoleAsync(Actor by, Actor of, MemberRole role) => by.PostAsync($"{Members}/{of.Id}?handler=Role", new() { ["Role"] = role.ToString() });

    public Task<PageAnswer> RemoveAsync(Actor by, Actor who, Actor? heir = null) =>
        by.PostAsync($"{Members}/{who.Id}?handler=Remove", heir is null ? null : new() { ["Heir"] = heir.Id.ToString() });

    public Task<PageAnswer> LeaveAsync(Actor who, Actor? heir = null) =>
        who.PostAsync($"{Settings}/leave", heir is null ? null : new() { ["Heir"] = heir.Id.ToString() });

    public async Task<MemberRole?> RoleOfAsync(Guid user)
    {
        var rows = await Host.RowsAsync("SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2", Place.Id, user);
        return rows.Count == 0 ? null : (MemberRole)(int)rows[0][0]!;
    }

    public async Task<string> EmailAsync(Actor of) => await Host.ValueAsync<string>("SELECT email FROM \"AspNetUsers\" WHERE id = $1", of.Id);

    /// <summary>What the audit log holds, the oldest first, without who signed in: actions and details.</summary>
    public async Task<List<string>> AuditAsync() =>
        [.. (await Host.RowsAsync("SELECT action, actor_name, target_name, coalesce(detail, '') FROM audit_entries WHERE workspace_id = $1 AND action NOT LIKE 'MemberSign%' ORDER BY id", Place.Id)).Select(row => string.Join('|', row))];
}
