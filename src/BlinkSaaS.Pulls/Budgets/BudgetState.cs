using System.Text.Json.Serialization;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// All that is known of one token's budget, as all workers share it. Times are ticks of the clock of whoever keeps the state.
/// <see cref="BudgetTurn"/> and the rules that it follows are the only ones that read or change it, and read no clock.
/// </summary>
internal sealed class BudgetState
{
    public BudgetState(int declaredLimit, long window)
    {
        (DeclaredLimit, Window, Limit) = (declaredLimit, window, declaredLimit);
        Ledger = new CallLedger(window);
    }

    public int DeclaredLimit { get; set; }

    public long Window { get; }

    /// <summary>Calls permitted in a window, as declared or as the answers say.</summary>
    public int Limit { get; set; }

    public CallLedger Ledger { get; set; }

    /// <summary>The workers that hold permits or want some.</summary>
    public List<BudgetMember> Members { get; set; } = [];

    /// <summary>Calls granted and neither answered nor returned.</summary>
    [JsonIgnore]
    public int Out => Members.Sum(member => member.Permits);

    /// <summary>Rises with every turn: a member's fence is the turn that it had last.</summary>
    public long Turns { get; set; }

    /// <summary>Time of the last turn: time never goes back, whatever the clock does.</summary>
    public long Time { get; set; }

    /// <summary>What is added to the clock so that it does not.</summary>
    public long Shift { get; set; }

    /// <summary>Calls that no Remaining of the window can be trusted to count: their answers never came, or said nothing.</summary>
    public int Blind { get; set; }

    /// <summary>Whether a call that is out asks how much is left.</summary>
    public bool Probing { get; set; }

    /// <summary>When the last answer came; null before the first.</summary>
    public long? LastAnswered { get; set; }

    public long LongestLatency { get; set; }

    /// <summary>The window that the newest answers name, as the server's clock says; null where they name none.</summary>
    public long? Reset { get; set; }

    /// <summary>The latest moment at which that window ends.</summary>
    public long ResetBy { get; set; }

    /// <summary>Lowest Remaining among the answers that name that window; null where answers say nothing.</summary>
    public int? LowestRemaining { get; set; }

    /// <summary>When an answer last said what remains.</summary>
    public long RemainingSeen { get; set; }

    /// <summary>Remaining of the answer to the call that was sent last.</summary>
    public int? LatestRemaining { get; set; }

    public long LatestSent { get; set; }

    public long LatestAnswered { get; set; }

    /// <summary>How often in a row the named window moved on by a little: at a few, windows slide.</summary>
    public int Creeps { get; set; }

    /// <summary>No call before this: the server refused one.</summary>
    public long BlockedUntil { get; set; }

    /// <summary>Refusals in a row that did not say how long to wait.</summary>
    public int RefusalsWithoutHint { get; set; }

    /// <summary>Until then the headers bind besides the ledger: others use the token, or it is not known yet.</summary>
    public long StrictUntil { get; set; }

    /// <summary>Calls that others send in a window, as the last windows showed.</summary>
    public double OthersUse { get; set; }

    /// <summary>The most that others used in the window that is being watched, and when that began.</summary>
    public int OthersSeen { get; set; }

    public long OthersSince { get; set; }

    /// <summary>Calls that may go without spreading them.</summary>
    public double Pace { get; set; }

    public long PacedAt { get; set; }
}

/// <summary>What one worker holds and wants of a budget.</summary>
internal sealed class BudgetMember(string worker)
{
    public string Worker { get; } = worker;

    /// <summary>Calls granted to it and neither settled nor returned.</summary>
    public int Permits { get; set; }

    /// <summary>The turn that it had last; what it reports under another is not counted again.</summary>
    public long Fence { get; set; }

    /// <summary>Permits that are still out then are charged: the worker is dead.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>What it got, by its weight: whoever is behind goes first.</summary>
    public double Served { get; set; }

    /// <summary>Its pulls that want calls, by workspace. Names are hashes that only this budget uses.</summary>
    public Dictionary<string, int> Pulls { get; set; } = [];

    /// <summary>Calls for persons that it could not be granted.</summary>
    public int PersonsWait { get; set; }

    /// <summary>How long what it wants is believed.</summary>
    public long WantsUntil { get; set; }
}

/// <summary>One answer, in the rule's own clock.</summary>
internal readonly record struct BudgetAnswer
{
    public required long Sent { get; init; }

    public required long Answered { get; init; }

    /// <summary>Null where no answer came.</summary>
    public int? Status { get; init; }

    public int? Limit { get; init; }

    public int? Remaining { get; init; }

    public long? Reset { get; init; }

    /// <summary>The server's clock in Unix seconds, from the Date header.</summary>
    public long? Date { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>How a state is written into its row.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(BudgetState))]
internal sealed partial class BudgetJson : JsonSerializerContext;
