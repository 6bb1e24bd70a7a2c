using BlinkSaaS.Sources;
using BlinkSaaS.Web.Features.SignIns;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Connection Name and API Token of a connection. Each is a form of its own.</summary>
public sealed class SettingsModel(
    ConnectionHeads heads, EditConnection edit, ConnectionUrls urls, SourceSignIn signIn) : PageModel
{
    /// <summary>Key of the source.</summary>
    [BindProperty(SupportsGet = true)]
    public string Source { get; set; } = "";

    /// <summary>The connection's identifier.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The version that the form was made from.</summary>
    [BindProperty]
    public uint Version { get; set; }

    /// <summary>Connection Name.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>The new secrets and other fields of the source, by key.</summary>
    [BindProperty]
    public Dictionary<string, string?> Fields { get; set; } = [];

    /// <summary>The name typed once more, to delete.</summary>
    [BindProperty]
    public string? Confirm { get; set; }

    /// <summary>What was just saved. All pages share these keys, and others have a Saved of another type.</summary>
    [TempData(Key = "connection-saved")]
    public string? Saved { get; set; }

    /// <summary>Why a sign-in at the source came to nothing.</summary>
    [TempData(Key = "sign-in-problem")]
    public string? SignInProblem { get; set; }

    /// <summary>Top of the page.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>What somebody else saved meanwhile, and what was typed here.</summary>
    public (string What, string Theirs, string Mine)? Conflict { get; private set; }

    /// <summary>The fields whose values can be swapped.</summary>
    public IEnumerable<CredentialField> Secrets => Head.Plugin?.Descriptor?.Fields.Where(f => f.Kind == CredentialFieldKind.Secret) ?? [];

    /// <summary>The fields that are not secret, as they are or as they were typed.</summary>
    public IEnumerable<CredentialFieldView> OtherFields => (Head.Plugin?.Descriptor?.Fields ?? []).Where(f => f.Kind != CredentialFieldKind.Secret).Select(f =>
        new CredentialFieldView(f, Fields.TryGetValue(f.Key, out var typed) ? typed : Head.Connection.Settings.GetValueOrDefault(f.Key), null, ErrorAt(f), null));

    /// <summary>Shows what is.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        Head = head;
        var c = head.Connection;
        (Name, Version) = (c.Name, c.Version);
        return Page();
    }

    /// <summary>Saves the name.</summary>
    public Task<IActionResult> OnPostNameAsync(CancellationToken cancellationToken) => ChangeAsync(
        c => edit.RenameAsync(c, Name, Version, cancellationToken), nameof(Name), "Name saved.", c => ("name", c.Name, Name ?? ""), cancellationToken);

    /// <summary>Tests the new token and swaps it in.</summary>
    public Task<IActionResult> OnPostTokenAsync(CancellationToken cancellationToken) => ChangeAsync(
        c => Head.Plugin?.Descriptor is { } source
            ? edit.ChangeCredentialsAsync(c, source, Fields, Version, cancellationToken)
            : Task.FromResult(new EditConnection.Result(EditConnection.Outcome.Invalid, "The source is not available on this instance, so the token cannot be tested. The old one stays.")),
        nameof(Fields), "Token swapped. The next pull uses it.", _ => ("token", "swapped by somebody else", "not saved"), cancellationToken);

    /// <summary>Swaps the token by signing in at the source: the browser goes there.</summary>
    public async Task<IActionResult> OnPostSignInAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        var c = Head.Connection;
        return signIn.Begin(HttpContext, SignInTarget.ForConnection(c.SourceKey, c.WorkspaceId, c.PublicId, Version)) is { } address ? Redirect(address.AbsoluteUri) : NotFound();
    }

    /// <summary>Moves the connection to another version of its plugin, whatever that breaks.</summary>
    public Task<IActionResult> OnPostVersionAsync(string? to, CancellationToken cancellationToken) => ChangeAsync(
        c => edit.MoveAsync(c, to ?? "", Version, cancellationToken), nameof(Version), "It moves as soon as no pull of it runs.", _ => ("version", "another one", "not changed"), cancellationToken);

    /// <summary>Deletes the connection and its records.</summary>
    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        if (!string.Equals(ConnectionNames.Tidy(Confirm), Head.Connection.Name, StringComparison.Ordinal))
        {
            ModelState.AddModelError(nameof(Confirm), $"Type {Head.Connection.Name} to delete it.");
            return Page();
        }

        return await edit.DeleteAsync(Head.Connection, cancellationToken) ? Redirect(urls.All) : NotFound();
    }

    private async Task<IActionResult?> OpenAsync(CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        Head = head;
        return head.MayManage ? null : this.Refuse(ConnectionAccess.WhoCanManage(head.Connection.Owner?.DisplayName ?? "Its owner"));
    }

    private async Task<IActionResult> ChangeAsync(
        Func<Connection, Task<EditConnection.Result>> change, string field, string done, Func<Connection, (string, string, string)> conflict, CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        var mine = Name;
        var result = await change(Head.Connection);
        if (result.Outcome == EditConnection.Outcome.Saved)
        {
            Saved = (result.Reshaped ? "Saved. Everything is read anew." : done) + (result.Check is { } check ? $" It signs in as {check.Account}." : "");
            return Redirect(urls.Settings(Head.Connection));
        }

        Head = (await heads.FreshAsync(Source, Id, cancellationToken))!;
        if (Head is null || result.Outcome == EditConnection.Outcome.Gone)
            return NotFound();
        var c = Head.Connection;
        Name = field == nameof(Name) ? mine : c.Name;
        if (result.Outcome == EditConnection.Outcome.Conflict)
        {
            Conflict = conflict(c);
            ModelState.Clear();
            Version = c.Version;
        }
        else
        {
            // Which field holds the token is known only now that the connection is.
            ModelState.AddModelError(field == nameof(Fields) ? $"Fields[{result.Field ?? Secrets.FirstOrDefault()?.Key}]" : field, result.Problem!);
        }

        return Page();
    }

    private string? ErrorAt(CredentialField field) => ModelState.TryGetValue($"Fields[{field.Key}]", out var entry) ? entry.Errors.FirstOrDefault()?.ErrorMessage : null;
}
