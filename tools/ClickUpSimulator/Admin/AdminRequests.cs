using ClickUpSimulator.Faults;
using ClickUpSimulator.Limits;

namespace ClickUpSimulator.Admin;

/// <summary>Body of POST /admin/limits. What is left out stays as it is; without a token it holds for all of them.</summary>
internal sealed record LimitRequest
{
    public string? Token { get; init; }

    public int? Limit { get; init; }

    public double? WindowSeconds { get; init; }

    public WindowKind? Kind { get; init; }

    public bool? ResetRoundsUp { get; init; }

    public bool? SendHeaders { get; init; }

    public object Apply(Simulator simulator)
    {
        var current = Token is null ? simulator.Limits.Default : simulator.Limits.Of(Token);
        var settings = current with
        {
            Limit = Limit ?? current.Limit,
            Window = WindowSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : current.Window,
            Kind = Kind ?? current.Kind,
            ResetRoundsUp = ResetRoundsUp ?? current.ResetRoundsUp,
            SendHeaders = SendHeaders ?? current.SendHeaders,
        };
        if (Token is null)
            simulator.Limits.SetAll(settings);
        else
            simulator.Limits.Set(Token, settings);
        return Describe(simulator);
    }

    public static object Describe(Simulator simulator) => new
    {
        Default = Show(simulator.Limits.Default),
        Tokens = simulator.Tokens.All.ToDictionary(token => token.Name, token => Show(simulator.Limits.Of(token.Secret))),
    };

    private static object Show(RateLimitSettings settings) => new
    {
        settings.Limit,
        WindowSeconds = settings.Window.TotalSeconds,
        settings.Kind,
        settings.ResetRoundsUp,
        settings.SendHeaders,
    };
}

/// <summary>Body of POST /admin/limits/spend: another program's use of the same token.</summary>
internal sealed record SpendRequest
{
    public required string Token { get; init; }

    public required int Calls { get; init; }
}

/// <summary>Body of POST /admin/faults.</summary>
internal sealed record FaultRequest
{
    public required FaultKind Kind { get; init; }

    public int? Status { get; init; }

    public double? DelayMilliseconds { get; init; }

    public int? Times { get; init; }

    public double? Share { get; init; }

    public int Skip { get; init; }

    public string? PathPrefix { get; init; }

    public string? Token { get; init; }

    public Fault ToFault()
    {
        var fault = new Fault { Kind = Kind, Times = Times, Share = Share, Skip = Skip, PathPrefix = PathPrefix, Token = Token };
        return fault with
        {
            StatusCode = Status ?? fault.StatusCode,
            Delay = DelayMilliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : fault.Delay,
        };
    }
}

/// <summary>Body of POST /admin/latency.</summary>
internal sealed record LatencyRequest
{
    public required double Milliseconds { get; init; }
}

/// <summary>Body of POST /admin/tokens: revoke, restore, hideSpace or showSpace.</summary>
internal sealed record TokenRequest
{
    public required string Token { get; init; }

    public required string Action { get; init; }

    public string? SpaceId { get; init; }

    public void Apply(Simulator simulator)
    {
        switch (Action)
        {
            case "revoke":
                simulator.Tokens.Revoke(Token);
                break;
            case "restore":
                simulator.Tokens.Restore(Token);
                break;
            case "hideSpace":
                simulator.Tokens.HideSpace(Token, SpaceId ?? "");
                break;
            case "showSpace":
                simulator.Tokens.ShowSpace(Token, SpaceId ?? "");
                break;
            default:
                throw new ArgumentException($"The action '{Action}' is not known. Use revoke, restore, hideSpace or showSpace.");
        }
    }
}

/// <summary>Body of POST /admin/tokens/another.</summary>
internal sealed record AnotherTokenRequest
{
    /// <summary>Name or secret of the token whose sight the new one gets.</summary>
    public required string Of { get; init; }
}

/// <summary>Body of POST /admin/webhooks: suspend one, or let events get lost.</summary>
internal sealed record WebhookRequest
{
    /// <summary>Id of the webhook to suspend.</summary>
    public string? Suspend { get; init; }

    public bool? Drop { get; init; }

    public void Apply(Simulator simulator)
    {
        if (Suspend is { } id)
            simulator.Webhooks.Suspend(id);
        if (Drop is { } drop)
            simulator.Deliveries!.Drop = drop;
    }
}
