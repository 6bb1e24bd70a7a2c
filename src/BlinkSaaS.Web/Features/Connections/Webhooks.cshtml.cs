using BlinkSaaS.Sources;
using BlinkSaaS.Web.Features.Hooks;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Whether the source tells of changes at once, and how that is doing.</summary>
public sealed class WebhooksModel(ConnectionHeads heads, SwitchWebhooks webhooks, HookAddress address, ConnectionUrls urls) : PageModel
{
    /// <summary>Key of the source.</summary>
    [BindProperty(SupportsGet = true)]
    public string Source { get; set; } = "";

    /// <summary>The connection's identifier.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>Top of the page.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>What is kept; null where they were never on.</summary>
    public ConnectionWebhook? Hook { get; private set; }

    /// <summary>Whether they are on.</summary>
    public bool IsOn => Hook is { IsOn: true };

    /// <summary>Why they cannot be switched on; null where they can.</summary>
    public string? Missing =>
        Head.Plugin?.Source is not IReceivesWebhooks ? $"{Head.SourceName} has no webhooks that BlinkSaaS knows. Pulls come by the clock."
        : !address.Exists ? "This BlinkSaaS has no public address that events could be sent to. Whoever runs it can set PublicUrl. Pulls come by the clock."
        : null;

    /// <summary>Shows how it is.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await heads.FindAsync(Source, Id, cancellationToken) is { } head ? await ShowAsync(head, cancellationToken) : NotFound();

    /// <summary>Switches them on or off.</summary>
    public async Task<IActionResult> OnPostAsync(bool on, CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        if (!head.MayManage)
            return this.Refuse(ConnectionAccess.WhoCanManage(head.Connection.Owner?.DisplayName ?? "Its owner"));
        Head = head;
        if (on && Missing is not null)
            return await ShowAsync(head, cancellationToken);
        await webhooks.SetAsync(head.Connection, on, cancellationToken);
        return Redirect(urls.Webhooks(head.Connection));
    }

    private async Task<PageResult> ShowAsync(ConnectionHead head, CancellationToken cancellationToken)
    {
        Head = head;
        Hook = await webhooks.FindAsync(head.Connection, cancellationToken);
        return Page();
    }
}
