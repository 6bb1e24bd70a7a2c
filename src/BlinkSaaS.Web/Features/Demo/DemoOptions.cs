namespace BlinkSaaS.Web.Features.Demo;

/// <summary>The section <c>Demo</c> of the configuration.</summary>
public sealed class DemoOptions
{
    /// <summary>False starts without the demo.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Calls a minute that the bundled simulator permits each token.</summary>
    public int CallsPerMinute { get; set; } = 100;
}

/// <summary>The accounts of the demo, and whether it is there in this start.</summary>
public sealed class DemoState
{
    /// <summary>Domain of all demo addresses; no mail leaves to it.</summary>
    public const string Domain = "demo.localhost";

    /// <summary>Owner of the demo workspace.</summary>
    public const string Person = $"mara@{Domain}";

    /// <summary>Runs the instance.</summary>
    public const string Operator = $"operator@{Domain}";

    /// <summary>Whether the accounts can be used now.</summary>
    public bool Ready { get; set; }

    /// <summary>The password of all demo accounts: random, made once on this machine.</summary>
    public string Password { get; set; } = "";

    /// <summary>Tokens of the simulator by name; empty while it does not run.</summary>
    public IReadOnlyDictionary<string, string> Tokens { get; set; } = new Dictionary<string, string>();
}
