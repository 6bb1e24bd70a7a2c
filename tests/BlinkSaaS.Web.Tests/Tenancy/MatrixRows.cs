namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>What an address asks of whoever comes; the matrix tries everybody at it.</summary>
internal enum Needs
{
    /// <summary>Nothing: strangers, too. A GET is opened by a stranger; a POST is not tried.</summary>
    Nothing,

    /// <summary>A signed-in person. A POST is tried by strangers alone.</summary>
    SignedIn,

    /// <summary>An operator of the instance; nobody here is one, and to everybody else there is nothing.</summary>
    Operator,

    /// <summary>A member of the workspace of the URL.</summary>
    Workspace,

    /// <summary>A member of the workspace who is no Viewer.</summary>
    Member,

    /// <summary>An Owner or Admin of the workspace.</summary>
    Admin,

    /// <summary>An Owner of the workspace.</summary>
    Owner,

    /// <summary>Somebody who sees the connection.</summary>
    See,

    /// <summary>Somebody who may use it.</summary>
    Use,

    /// <summary>Somebody who may manage it.</summary>
    Manage,
}

/// <summary>An endpoint of the running application.</summary>
/// <param name="Name">Verb, route and handler, as the failure of the matrix names it.</param>
/// <param name="Needs">What it asks.</param>
internal sealed record MatrixRow(string Name, Needs Needs)
{
    /// <summary>Fields of a POST, such that it changes nothing where it is permitted: a name that is empty, a word that is wrong.</summary>
    public Dictionary<string, string> Form { get; init; } = [];

    /// <summary>Query of the address.</summary>
    public string Query { get; init; } = "";

    /// <summary>Values of the route's parts, as the route writes them ("number:int"), where the matrix does not know them by itself.</summary>
    public Dictionary<string, string> Values { get; init; } = [];

    /// <summary>Sent by those alone who may not: by others it would change something that later rows need.</summary>
    public bool OnlyRefused { get; init; }

    /// <summary>It answers 404 to those who may, too, since what it names is not there.</summary>
    public bool NamesNothing { get; init; }

    public string Verb => Name[..Name.IndexOf(' ', StringComparison.Ordinal)];

    public string Route => Name[(Verb.Length + 1)..].Split("?handler=")[0];

    public string? Handler => Name.Contains("?handler=", StringComparison.Ordinal) ? Name.Split("?handler=")[1] : null;
}

/// <summary>
/// Every endpoint and handler of the application. A new one gets a line here: its name as the failing test prints it, and what
/// it asks of whoever comes.
/// </summary>
internal static class MatrixRows
{
    private const string Workspace = "w/{workspace}";
    private const string Connection = $"{Workspace}/connections/{{source}}/{{id}}";
    private const string Data = $"{Workspace}/data/{{connection}}";

    /// <summary>Nobody's identifier: what a person's page does is proven where people are.</summary>
    private static readonly Dictionary<string, string> Nobody = new() { ["id:guid"] = Guid.Empty.ToString() };

    public static readonly MatrixRow[] All =
    [
        // The instance
        new("GET health/live", Needs.Nothing),
        new("GET health/ready", Needs.Nothing),
        new("GET ", Needs.SignedIn),
        new("POST ", Needs.SignedIn),
        new("GET guides/{source}", Needs.Nothing),
        new("GET theme", Needs.Nothing),
        new("POST theme", Needs.Nothing),
        new("GET dev/mail/{id:long?}", Needs.Nothing) { Values = new() { ["id:long?"] = "" } },
        new("GET plugins", Needs.Operator),
        new("POST plugins?handler=Approve", Needs.Operator),
        new("POST plugins?handler=Disable", Needs.Operator),
        new("POST plugins?handler=Enable", Needs.Operator),
        new("POST plugins?handler=GoBack", Needs.Operator),
        new("POST plugins?handler=Offer", Needs.Operator),
        new("POST hooks/{source}/{id}", Needs.Nothing),
        new("GET oauth/{source}", Needs.SignedIn) { NamesNothing = true },

        // Accounts
        new("GET account/register", Needs.Nothing),
        new("POST account/register", Needs.Nothing),
        new("GET account/sign-in", Needs.Nothing),
        new("POST account/sign-in", Needs.Nothing),
        new("GET account/sign-out", Needs.Nothing),
        new("POST account/sign-out", Needs.Nothing),
        new("GET account/check-mail", Needs.Nothing),
        new("GET account/confirm", Needs.Nothing),
        new("POST account/confirm", Needs.Nothing),
        new("GET account/confirm-change", Needs.Nothing),
        new("POST account/confirm-change", Needs.Nothing),
        new("GET account/resend", Needs.Nothing),
        new("POST account/resend", Needs.Nothing),
        new("GET account/forgot", Needs.Nothing),
        new("POST account/forgot", Needs.Nothing),
        new("GET account/reset", Needs.Nothing),
        new("POST account/reset", Needs.Nothing),
        new("GET account/profile", Needs.SignedIn),
        new("POST account/profile?handler=Name", Needs.SignedIn),
        new("POST account/profile?handler=Email", Needs.SignedIn),
        new("POST account/sign-in?handler=Passkey", Needs.Nothing),
        new("POST account/sign-in?handler=PasskeyOptions", Needs.Nothing),
        new("GET account/code", Needs.Nothing),
        new("POST account/code", Needs.Nothing),
        new("GET account/again", Needs.SignedIn),
        new("POST account/again", Needs.SignedIn),
        new("POST account/again?handler=Passkey", Needs.SignedIn),
        new("POST account/again?handler=PasskeyOptions", Needs.SignedIn),
        new("GET account/authenticator", Needs.SignedIn),
        new("POST account/authenticator", Needs.SignedIn),
        new("GET account/second-factor", Needs.SignedIn) { NamesNothing = true },
        new("GET account/security", Needs.SignedIn),
        new("POST account/security?handler=AddPasskey", Needs.SignedIn),
        new("POST account/security?handler=PasskeyOptions", Needs.SignedIn),
        new("POST account/security?handler=RecoveryCodes", Needs.SignedIn),
        new("POST account/security?handler=RemovePasskey", Needs.SignedIn),
        new("POST account/security?handler=TurnOff", Needs.SignedIn),
        new("GET account/sessions", Needs.SignedIn),
        new("POST account/sessions?handler=End", Needs.SignedIn),
        new("POST account/sessions?handler=EndOthers", Needs.SignedIn),
        new("GET account/password", Needs.SignedIn),
        new("POST account/password", Needs.SignedIn),

        new("GET account/history", Needs.SignedIn),
        new("GET invitation", Needs.Nothing) { NamesNothing = true },
        new("POST invitation?handler=Join", Needs.Nothing),
        new("POST invitation?handler=New", Needs.Nothing),
        new("GET workspaces/new", Needs.SignedIn),
        new("POST workspaces/new", Needs.SignedIn),

        // The workspace
        new($"GET {Workspace}/activity", Needs.Workspace),
        new($"GET {Workspace}/access", Needs.Workspace),
        new($"GET {Workspace}/data", Needs.Workspace),
        new($"GET {Workspace}/teams", Needs.Workspace),
        new($"POST {Workspace}/teams", Needs.Admin) { Form = new() { ["Name"] = "" } },
        new($"GET {Workspace}/teams/{{id:int}}", Needs.Workspace),
        new($"POST {Workspace}/teams/{{id:int}}?handler=Rename", Needs.Admin) { Form = new() { ["Name"] = "" } },
        new($"POST {Workspace}/teams/{{id:int}}?handler=Add", Needs.Admin),
        new($"POST {Workspace}/teams/{{id:int}}?handler=Remove", Needs.Admin),
        new($"POST {Workspace}/teams/{{id:int}}?handler=Delete", Needs.Admin) { OnlyRefused = true },
        new($"POST {Workspace}/teams/{{id:int}}?handler=Lead", Needs.Admin),
        new($"GET {Workspace}/members", Needs.Workspace),
        new($"POST {Workspace}/members?handler=Invite", Needs.Admin) { Form = new() { ["Email"] = "" } },
        new($"POST {Workspace}/members?handler=Again", Needs.Admin) { NamesNothing = true },
        new($"POST {Workspace}/members?handler=Revoke", Needs.Admin) { NamesNothing = true },
        new($"GET {Workspace}/members/{{id:guid}}", Needs.Workspace) { Values = Nobody, NamesNothing = true },
        new($"POST {Workspace}/members/{{id:guid}}?handler=Role", Needs.Workspace) { Values = Nobody, NamesNothing = true },
        new($"POST {Workspace}/members/{{id:guid}}?handler=Remove", Needs.Workspace) { Values = Nobody, NamesNothing = true },
        new($"GET {Workspace}/settings", Needs.Workspace),
        new($"POST {Workspace}/settings?handler=Rename", Needs.Owner) { Form = new() { ["Name"] = "" } },
        new($"POST {Workspace}/settings?handler=Delete", Needs.Owner) { Form = new() { ["Confirm"] = "something else" } },
        new($"GET {Workspace}/settings/deleted", Needs.Workspace),
        new($"POST {Workspace}/settings/deleted", Needs.Owner),
        new($"GET {Workspace}/settings/leave", Needs.Workspace),
        new($"POST {Workspace}/settings/leave", Needs.Workspace) { OnlyRefused = true },
        new($"GET {Workspace}/settings/audit", Needs.Admin),
        new($"GET {Workspace}/settings/audit/export.csv", Needs.Admin),

        new($"GET {Workspace}/settings/sign-in", Needs.Workspace),
        new($"POST {Workspace}/settings/sign-in", Needs.Owner) { OnlyRefused = true },
        new($"GET {Workspace}/settings/time-zone", Needs.Admin),
        new($"POST {Workspace}/settings/time-zone", Needs.Admin) { Form = new() { ["Zone"] = "Nowhere" } },

        // Connections
        new($"GET {Workspace}/connections", Needs.Workspace),
        new($"GET {Workspace}/connections/{{source}}", Needs.Workspace),
        new($"GET {Workspace}/connections/new", Needs.Member),
        new($"POST {Workspace}/connections/new?handler=Discard", Needs.Workspace),
        new($"GET {Workspace}/connections/new/{{source}}", Needs.Member),
        new($"POST {Workspace}/connections/new/{{source}}", Needs.Member) { NamesNothing = true },
        new($"POST {Workspace}/connections/new/{{source}}?handler=Save", Needs.Member) { NamesNothing = true },
        new($"POST {Workspace}/connections/new/{{source}}?handler=Test", Needs.Member) { NamesNothing = true },
        new($"POST {Workspace}/connections/new/{{source}}?handler=SignIn", Needs.Member) { NamesNothing = true },

        // A connection
        new($"GET {Connection}", Needs.See),
        new($"POST {Connection}?handler=Pull", Needs.Use),
        new($"POST {Connection}?handler=Cancel", Needs.Use),
        new($"POST {Connection}?handler=Refresh", Needs.Use),
        new($"POST {Connection}?handler=Pause", Needs.Manage),
        new($"POST {Connection}?handler=Resume", Needs.Manage),
        new($"GET {Connection}/access", Needs.See),
        new($"POST {Connection}/access", Needs.Manage) { Form = new() { ["Privacy"] = "9" } },
        new($"GET {Connection}/settings", Needs.See),
        new($"POST {Connection}/settings?handler=Name", Needs.Manage) { Form = new() { ["Name"] = "" } },
        new($"POST {Connection}/settings?handler=Token", Needs.Manage) { Form = new() { ["Fields[apiToken]"] = "" } },
        new($"POST {Connection}/settings?handler=Version", Needs.Manage) { Form = new() { ["to"] = "9.9.9" } },
        new($"POST {Connection}/settings?handler=SignIn", Needs.Manage) { NamesNothing = true },
        new($"POST {Connection}/settings?handler=Delete", Needs.Manage) { Form = new() { ["Confirm"] = "something else" } },
        new($"GET {Connection}/settings/schedule", Needs.Manage),
        new($"POST {Connection}/settings/schedule", Needs.Manage) { Form = new() { ["Every"] = "never" } },
        new($"GET {Connection}/streams", Needs.See),
        new($"POST {Connection}/streams", Needs.Manage) { Form = new() { ["Streams.Shown"] = "true" } },
        new($"GET {Connection}/webhooks", Needs.See),
        new($"POST {Connection}/webhooks", Needs.Manage) { Form = new() { ["on"] = "false" } },
        new($"GET {Connection}/pulls", Needs.See),
        new($"GET {Connection}/pulls/{{number:int}}", Needs.See),
        new($"GET {Connection}/live", Needs.See),
        new($"GET {Data}/{{stream?}}", Needs.See),
        new($"GET {Data}/{{stream?}}?handler=Columns", Needs.See),
        new($"POST {Data}/{{stream?}}?handler=Decide", Needs.Manage) { Form = new() { ["walk"] = "0" } },
        new($"GET {Data}/{{stream}}/record", Needs.See),
        new($"GET {Data}/{{stream}}/record?handler=Raw", Needs.See),
        new($"GET {Data}/{{stream}}/export.{{format}}", Needs.Use),
    ];
}
