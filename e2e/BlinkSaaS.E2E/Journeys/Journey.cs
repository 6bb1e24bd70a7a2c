using System.Collections.Concurrent;
using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>
/// What every journey has: people with their browsers, a trace and screenshots where it fails, and the demand that nothing
/// was written to a browser's console, which is also where a violated content security policy shows.
/// </summary>
public abstract class Journey(RunningProduct product) : IAsyncLifetime
{
    private readonly List<Person> people = [];
    private readonly ConcurrentQueue<string> complaints = new();

    /// <summary>Addresses that were opened on purpose although they answer with an error, which a browser complains about.</summary>
    private readonly ConcurrentDictionary<string, bool> refused = new();

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected Simulator Simulator => product.Simulator;

    protected SimulatedStripe Stripe => product.Stripe;

    /// <summary>Where a small API answers that the host may call, though it is on this machine.</summary>
    protected Uri Toggl => product.Toggl.Address;

    protected Host Host => product.Host;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Somebody with a new browser, known to nobody.</summary>
    protected async Task<Person> NewPersonAsync(string name = "Ada Finch", BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = Host.Address;
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 900 };
        var context = await product.Browser.NewContextAsync(options);
        context.SetDefaultTimeout(60_000);
        context.SetDefaultNavigationTimeout(60_000);
        await context.Tracing.StartAsync(new() { Snapshots = true });
        context.Console += (_, message) => Note(message);
        context.WebError += (_, error) => complaints.Enqueue($"Script: {error.Error}");
        context.Response += (_, response) =>
        {
            if (response.Status >= 400 && response.Request.IsNavigationRequest)
                refused[response.Url] = true;
        };
        var person = new Person(context, await context.NewPageAsync(), name);
        people.Add(person);
        return person;
    }

    /// <summary>Somebody who has just registered and is in their own workspace.</summary>
    protected async Task<Person> NewWorkspaceAsync(string name = "Ada Finch", string workspace = "Finch & Sons", BrowserNewContextOptions? options = null)
    {
        var person = await NewPersonAsync(name, options);
        await person.RegisterAsync(workspace);
        return person;
    }

    /// <summary>Somebody with an account who was taken into somebody else's workspace.</summary>
    protected async Task<Person> NewColleagueAsync(Person of, string name, WorkspaceRole role = WorkspaceRole.Member)
    {
        var colleague = await NewWorkspaceAsync(name, $"{name} alone");
        await Host.Database.JoinAsync(colleague.Email, of.Slug, role);
        return colleague;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var person in people)
        {
            if (failed)
                await KeepAsync(person);
            else
                await person.Context.Tracing.StopAsync();
            await person.Context.DisposeAsync();
        }
        if (!failed)
            Assert.True(Unexpected() is [], string.Join(Environment.NewLine, Unexpected()));
    }

    private List<string> Unexpected() => [.. complaints.Where(line => !refused.Keys.Any(address => line.EndsWith(address, StringComparison.Ordinal)))];

    private void Note(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning")
            complaints.Enqueue($"{message.Type}: {message.Text} at {message.Location.Split(':')[..^2].Aggregate((a, b) => $"{a}:{b}")}");
    }

    private static async Task KeepAsync(Person person)
    {
        var test = TestContext.Current.TestMethod?.MethodName ?? "Journey";
        var name = $"{test}-{TestContext.Current.Test?.UniqueID[..6]}-{person.Name.Split(' ')[0]}";
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Results, "failures")).FullName;
        try
        {
            await person.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
        catch (PlaywrightException e)
        {
            TestContext.Current.SendDiagnosticMessage("No screenshot of {0}: {1}", name, e.Message);
        }
        await person.Context.Tracing.StopAsync(new() { Path = Path.Combine(folder, name + ".zip") });
    }
}
