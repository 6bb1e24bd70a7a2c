using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Features.SignIns;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections.New;

/// <summary>Set Up Credentials: step 2 of 2. What is typed is kept in a draft on the server with every step.</summary>
public sealed class CredentialsModel(
    SourceCatalog catalog, ConnectionDrafts drafts, AddConnection add, CheckCredentials check, DescribeCheck describe, PrivacyOptions options,
    ConnectionUrls urls, PersonClock clock, CurrentWorkspace workspace, SourceSignIn signIn) : PageModel
{
    /// <summary>Key of the source.</summary>
    [BindProperty(SupportsGet = true)]
    public string Source { get; set; } = "";

    /// <summary>Identifier of the draft. A new one is only made up until something is saved.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Draft { get; set; }

    /// <summary>What is typed and chosen.</summary>
    [BindProperty(Name = "")]
    public DraftForm Form { get; set; } = new();

    /// <summary>The plugin.</summary>
    public SourcePlugin Plugin { get; private set; } = null!;

    /// <summary>What the test said.</summary>
    public CheckView? Check { get; private set; }

    /// <summary>The three privacies.</summary>
    public PrivacyField PrivacyField { get; private set; } = null!;

    /// <summary>The streams to choose from.</summary>
    public StreamField StreamField => StreamChoice.Field(Descriptor, Stored is null ? null : ChosenStreams.Of(Stored.Settings), ErrorAt(AddConnection.StreamsField));

    /// <summary>The draft as stored, once something is.</summary>
    public ConnectionDraft? Stored { get; private set; }

    private SourceDescriptor Descriptor => Plugin.Descriptor!;

    /// <summary>Why a sign-in at the source came to nothing.</summary>
    [TempData(Key = "sign-in-problem")]
    public string? SignInProblem { get; set; }

    /// <summary>Whether the draft holds the token of a sign-in.</summary>
    public bool IsSignedIn => drafts.IsSignedIn(Stored, Descriptor);

    /// <summary>An input of the form.</summary>
    public CredentialFieldView View(CredentialField field, string? testAddress) =>
        new(field, Form.Fields.GetValueOrDefault(field.Key), Stored?.Secrets is null || IsSignedIn ? null : Stored.SecretHint ?? "", ErrorAt($"Fields[{field.Key}]"), testAddress);

    /// <summary>The form, empty or as the draft has it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        if (!string.IsNullOrEmpty(Draft) && Stored is null)
            return NotFound();
        if (Stored is null)
            (Draft, Form.Privacy) = (RandomId.New(), Privacy.Workspace);
        else
            Form = DraftForm.Of(Stored);
        return await ShowAsync(cancellationToken);
    }

    /// <summary>Keeps what is typed; called after each change.</summary>
    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        return await SaveAsync(cancellationToken) is null ? NotFound() : Content($"Draft saved at {Format.Time(clock.Local(Stored!.SavedAt))}");
    }

    /// <summary>Test connection.</summary>
    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        if (await SaveAsync(cancellationToken) is not { } input)
            return NotFound();
        var problems = input.Problems(Descriptor);
        if (problems.Count > 0 && Request.Headers.ContainsKey("HX-Request"))
            Check = CheckView.NotAsked(problems.Values.First()); // of the page, only the result is replaced
        else if (problems.Count > 0)
            Report(problems);
        else
            Check = await describe.RunAsync(Descriptor, input, await check.RunAsync(Source, input, cancellationToken), except: null, cancellationToken);
        return await ShowAsync(cancellationToken);
    }

    /// <summary>Continue with the source: what was typed is kept, and the browser goes to the source.</summary>
    public async Task<IActionResult> OnPostSignInAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        return await SaveAsync(cancellationToken) is not null && signIn.Begin(HttpContext, SignInTarget.ForDraft(Source, workspace.Id, Stored!.Id)) is { } address
            ? Redirect(address.AbsoluteUri) : NotFound();
    }

    /// <summary>Finish.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        if (await SaveAsync(cancellationToken) is not { } input)
            return NotFound();
        var result = await add.FromDraftAsync(Stored!, Descriptor, input, cancellationToken);
        if (result.Connection is { } connection)
            return Redirect($"{urls.Source(Source)}?created={connection.PublicId}");
        Report(result.Problems);
        return await ShowAsync(cancellationToken);
    }

    /// <summary>Finds source and draft; says why it cannot go on.</summary>
    private async Task<IActionResult?> OpenAsync(CancellationToken cancellationToken)
    {
        if (catalog.Find(Source) is not { } plugin)
            return NotFound();
        if (!workspace.MayCreateConnections)
            return this.Refuse(ConnectionAccessTexts.WhoCanAdd);
        Plugin = plugin;
        Stored = string.IsNullOrEmpty(Draft) ? null : await drafts.FindAsync(Draft, cancellationToken);
        return Stored is not null && Stored.SourceKey != Source ? NotFound() : null;
    }

    private async Task<CredentialInput?> SaveAsync(CancellationToken cancellationToken)
    {
        Stored ??= await drafts.StartAsync(Draft ?? "", Descriptor, cancellationToken);
        return Stored is null ? null : await drafts.SaveAsync(Stored, Descriptor, Form.Input, cancellationToken);
    }

    private void Report(IReadOnlyDictionary<string, string> problems)
    {
        foreach (var (field, problem) in problems)
            ModelState.AddModelError(field is AddConnection.NameField or AddConnection.PrivacyField or AddConnection.StreamsField ? field : $"Fields[{field}]", problem);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        PrivacyField = await PrivacyField.OfNewAsync(Form.Audience, options, workspace, ErrorAt(AddConnection.PrivacyField), cancellationToken);
        return Page();
    }

    private string? ErrorAt(string key) => ModelState.TryGetValue(key, out var entry) ? entry.Errors.FirstOrDefault()?.ErrorMessage : null;
}
