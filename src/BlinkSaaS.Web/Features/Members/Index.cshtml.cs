using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Invitations;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>Everybody in the workspace, for everybody in it; for owners and admins, who is invited and inviting.</summary>
public sealed class IndexModel(AppDbContext database, CurrentWorkspace workspace, InviteMember invite, RevokeInvitation revoke) : PageModel
{
    /// <summary>A member and their teams.</summary>
    public sealed record Row(Guid UserId, string Name, string? Email, MemberRole Role, DateTimeOffset JoinedAt, IReadOnlyList<string> Teams);

    /// <summary>Address to invite.</summary>
    [BindProperty]
    [MailAddressField]
    public string Email { get; set; } = "";

    /// <summary>What the invited will be.</summary>
    [BindProperty]
    public MemberRole Role { get; set; } = MemberRole.Member;

    /// <summary>The teams the invited will be in.</summary>
    [BindProperty]
    public List<int> Teams { get; set; } = [];

    /// <summary>What was done before the page was shown.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Members, owners first.</summary>
    public IReadOnlyList<Row> People { get; private set; } = [];

    /// <summary>Invitations that nobody has used yet.</summary>
    public IReadOnlyList<Invitation> Invitations { get; private set; } = [];

    /// <summary>All teams.</summary>
    public IReadOnlyList<(int Id, string Name)> AllTeams { get; private set; } = [];

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>Address of this page.</summary>
    public string Here => $"/w/{workspace.Slug}/members";

    /// <summary>Lists.</summary>
    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <summary>Invites.</summary>
    public async Task<IActionResult> OnPostInviteAsync(CancellationToken cancellationToken)
    {
        if (!workspace.IsAdmin)
            return this.Refuse(MemberRights.WhoCan);
        if (!ModelState.IsValid)
            return await ShowAsync(cancellationToken);
        var address = Email.Trim();
        return await AnswerAsync(await invite.RunAsync(address, Role, Teams, cancellationToken), nameof(Email), $"A mail with a link is on its way to {address}", cancellationToken);
    }

    /// <summary>Sends an invitation again.</summary>
    public async Task<IActionResult> OnPostAgainAsync(int invitation, CancellationToken cancellationToken) => workspace.IsAdmin
        ? await AnswerAsync(await invite.AgainAsync(invitation, cancellationToken), "", "The invitation was sent again. The link of the mail before does not work any more", cancellationToken)
        : this.Refuse(MemberRights.WhoCan);

    /// <summary>Takes an invitation back.</summary>
    public async Task<IActionResult> OnPostRevokeAsync(int invitation, CancellationToken cancellationToken) => workspace.IsAdmin
        ? await AnswerAsync(await revoke.RunAsync(invitation, cancellationToken), "", "The invitation is taken back. Its link does not work any more", cancellationToken)
        : this.Refuse(MemberRights.WhoCan);

    private async Task<IActionResult> AnswerAsync(MemberChange change, string field, string done, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        if (change.IsDone)
        {
            Done = done;
            return Redirect(Here);
        }

        await LoadAsync(cancellationToken);
        return this.Answer(change, field, Page);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return Page();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var teams = await database.Teams.OrderBy(t => t.Name).Select(t => new { t.Id, t.Name }).ToListAsync(cancellationToken);
        var names = teams.ToDictionary(t => t.Id, t => t.Name);
        AllTeams = [.. teams.Select(t => (t.Id, t.Name))];
        var inTeams = (await database.TeamMembers.Select(m => new { m.UserId, m.TeamId }).ToListAsync(cancellationToken))
            .Where(m => names.ContainsKey(m.TeamId)).ToLookup(m => m.UserId, m => names[m.TeamId]);
        var members = await database.Members.OrderBy(m => m.Role).ThenBy(m => m.User!.DisplayName)
            .Select(m => new { m.UserId, m.User!.DisplayName, m.User.Email, m.Role, m.JoinedAt }).ToListAsync(cancellationToken);
        People = [.. members.Select(m => new Row(m.UserId, m.DisplayName, m.Email, m.Role, m.JoinedAt, [.. inTeams[m.UserId].Order(StringComparer.CurrentCultureIgnoreCase)]))];
        if (workspace.IsAdmin)
        {
            Invitations = await database.Invitations.AsNoTracking().Include(i => i.InvitedBy)
                .Where(i => i.AcceptedAt == null && i.RevokedAt == null).OrderByDescending(i => i.SentAt).ToListAsync(cancellationToken);
        }
    }
}
