using System.Globalization;
using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>Which pulls are listed, as the URL has it.</summary>
/// <param name="Outcome">How they ended; null for all.</param>
/// <param name="Trigger">What began them; null for all.</param>
/// <param name="Stream">Name of the stream they had; null for all.</param>
public sealed record PullFilter(PullOutcome? Outcome, PullTrigger? Trigger, string? Stream)
{
    /// <summary>Whether all are listed.</summary>
    public bool None => this == new PullFilter(null, null, null);

    /// <summary>The query of a URL.</summary>
    public static PullFilter From(string? state, string? by, string? stream) => new(
        state switch { "open" => PullOutcome.Open, "done" => PullOutcome.Done, "failed" => PullOutcome.Failed, "cancelled" => PullOutcome.LeftOut, _ => null },
        by switch { "schedule" => PullTrigger.Schedule, "person" => PullTrigger.Person, "first" => PullTrigger.First, "retry" => PullTrigger.Retry, "webhook" => PullTrigger.Webhook, _ => null },
        string.IsNullOrWhiteSpace(stream) ? null : stream);

    /// <summary>How the state is written in URLs.</summary>
    public static string? State(PullOutcome? outcome) => outcome switch
    {
        PullOutcome.Open => "open",
        PullOutcome.Done => "done",
        PullOutcome.Failed => "failed",
        PullOutcome.LeftOut => "cancelled",
        _ => null,
    };

    /// <summary>How the trigger is written in URLs.</summary>
    public static string? By(PullTrigger? trigger) => trigger?.ToString().ToLowerInvariant();

    /// <summary>The address of a page with this filter.</summary>
    public string Address(string page, string? direction = null, int number = 0)
    {
        (string Name, string? Value)[] all =
        [
            ("state", State(Outcome)), ("by", By(Trigger)), ("stream", Stream),
            (direction ?? "", direction is null ? null : number.ToString(CultureInfo.InvariantCulture)),
        ];
        var query = string.Join('&', all.Where(entry => entry.Value is not null).Select(entry => $"{entry.Name}={Uri.EscapeDataString(entry.Value!)}"));
        return query.Length == 0 ? page : $"{page}?{query}";
    }
}
