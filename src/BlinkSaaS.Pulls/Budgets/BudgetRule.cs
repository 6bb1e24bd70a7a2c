namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// How many calls may be sent now: a function of the state and the time, nothing else.
/// The ledger always binds: own calls in any span of a window never exceed the limit, so no window of any shape refuses them for
/// our own use. The headers bind besides while others use the token: among answers that name the newest window, the lowest
/// Remaining less what is not yet answered. Calls of pulls that nobody waits for are spread over the window, so that a person's
/// pull, or another program, finds some left at any time.
/// </summary>
internal static class BudgetRule
{
    /// <summary>What a token that was idle may spend at once, of its limit. The rest of the window is spread.</summary>
    private const double AtOnce = 0.75;

    /// <summary>Faster than the limit, so that what was missed for a while is caught up with.</summary>
    private const double PaceToLimit = 1.15;

    /// <summary>Most of the limit that is left for others, whatever they used.</summary>
    private const double MostForOthers = 0.7;

    /// <summary>Steps of the named window that fixed windows do not make.</summary>
    private const int CreepsOfSliding = 3;

    /// <summary>Calls that may be granted now to whoever a person waits for.</summary>
    public static int Room(BudgetState state, long now)
    {
        state.Ledger.Expire(now);
        if (now < state.BlockedUntil)
            return 0;
        var ledger = LedgerRoom(state);
        if (AsksFirst(state, now))
            return state.Out > 0 || now < AskAt(state) ? 0 : Math.Clamp(ledger, 0, 1);
        var room = Binds(state, now) ? Math.Min(ledger, HeaderRoom(state) ?? int.MaxValue) : ledger;
        return Math.Max(0, room - OthersSoon(state));
    }

    /// <summary>The same for all other calls.</summary>
    public static int BulkRoom(BudgetState state, long now)
    {
        var room = Room(state, now);
        Refill(state, now);
        if (room == 0 || AsksFirst(state, now))
            return room;
        return Math.Clamp(room - ForOthers(state, now), 0, (int)state.Pace);
    }

    /// <summary>Calls are about to be granted; there was room for them at the same time.</summary>
    public static void Grant(BudgetState state, int bulk, long now)
    {
        state.Probing = AsksFirst(state, now);
        state.Pace = Math.Max(0, state.Pace - bulk);
    }

    /// <summary>
    /// When <see cref="Room"/>, or <see cref="BulkRoom"/>, may be above 0 without another answer; null where only an answer can
    /// change it.
    /// </summary>
    public static long? WakeAt(BudgetState state, bool bulk, long now)
    {
        var at = Math.Max(now, state.BlockedUntil);
        var shortOf = 1 - LedgerRoom(state);
        if (shortOf > 0)
        {
            var allowed = state.Ledger.Count - shortOf;
            if (allowed < 0)
                return null;
            at = Math.Max(at, state.Ledger.FreeAt(allowed, now));
        }

        if (AsksFirst(state, at))
        {
            if (state.Out > 0)
                return null;
            return Math.Max(at, AskAt(state));
        }

        Refill(state, now);
        if (bulk && state.Pace < 1)
            at = Math.Max(at, now + (long)Math.Ceiling((1 - state.Pace) / PacePerTick(state)));

        // What is kept for others melts slowly: look again now and then.
        return at == now ? at + TimeSpan.TicksPerSecond / 10 : at;
    }

    /// <summary>Calls left, for people to see.</summary>
    public static int Left(BudgetState state, long now)
    {
        state.Ledger.Expire(now);
        var own = Math.Max(0, LedgerRoom(state));
        return now >= state.ResetBy || HeaderRoom(state) is not { } header ? own : Math.Clamp(header, 0, state.Limit);
    }

    /// <summary>When the window ends at the latest, for people to see.</summary>
    public static long ResetBy(BudgetState state, long now) =>
        state.ResetBy > now ? state.ResetBy : state.Ledger.FreeAt(0, now);

    private static int LedgerRoom(BudgetState state) => state.Limit - state.Out - state.Ledger.Count;

    private static bool Binds(BudgetState state, long now) => now < state.StrictUntil;

    /// <summary>
    /// Two lower bounds of what the server has left, of which the higher holds. The first is sharp for fixed windows: every
    /// answered call is inside the lowest Remaining, whatever order answers came in. The second follows windows that slide,
    /// where what was used long ago comes back: all calls that the latest-sent answer may not have counted are taken off, and
    /// own calls that left the window since then come back.
    /// </summary>
    private static int? HeaderRoom(BudgetState state)
    {
        if (state.LowestRemaining is not { } lowest)
            return null;
        var room = lowest - state.Out - state.Blind;
        if (state.LatestRemaining is { } latest)
            room = Math.Max(room, latest - state.Out - Math.Max(0, state.Ledger.CountAfter(state.LatestSent) - 1) + Freed(state));
        return room;
    }

    private static int Freed(BudgetState state) =>
        state.Creeps >= CreepsOfSliding ? state.Ledger.FreedAfter(state.LatestAnswered + state.LongestLatency - state.Window) : 0;

    /// <summary>Whether what is known is too old, or says that nothing is left in a window that may have ended.</summary>
    private static bool AsksFirst(BudgetState state, long now) =>
        state.LastAnswered is not { } last
        || state.Probing
        || now - last > state.Window
        || (Binds(state, now) && (HeaderRoom(state) is <= 0 || (state.LowestRemaining is not null && last < state.ResetBy && now >= state.ResetBy)));

    private static long AskAt(BudgetState state)
    {
        if (state.LastAnswered is not { } last)
            return 0;
        var pause = Math.Max(state.Window / 60, state.LongestLatency + state.LongestLatency / 2);
        return Math.Min(Math.Max(state.ResetBy, last + pause), last + state.Window);
    }

    /// <summary>What others will use up to the end of the window, and some more where that is uncertain. Melts towards the end.</summary>
    private static int ForOthers(BudgetState state, long now)
    {
        if (state.OthersUse == 0)
            return 0;
        var left = Math.Clamp((state.ResetBy - now - TimeSpan.TicksPerSecond) / (double)state.Window, 0, 1);
        var expected = state.OthersUse * left;
        return (int)Math.Min(MostForOthers * state.Limit, expected + 2 * Math.Sqrt(expected));
    }

    /// <summary>What others will use before an answer can tell.</summary>
    private static int OthersSoon(BudgetState state) =>
        (int)Math.Ceiling(state.OthersUse * (state.LongestLatency + TimeSpan.TicksPerSecond / 2) / state.Window);

    private static double PacePerTick(BudgetState state) => PaceToLimit * state.Limit / state.Window;

    private static void Refill(BudgetState state, long now)
    {
        var most = Math.Max(3, PacePerTick(state) * TimeSpan.TicksPerSecond);
        state.Pace = Math.Max(state.Pace, Math.Min(most, state.Pace + PacePerTick(state) * Math.Max(0, now - state.PacedAt)));
        state.PacedAt = now;
        if (state.Ledger.Count == 0 && state.Out == 0)
            state.Pace = Math.Max(state.Pace, Math.Max(1, AtOnce * state.Limit));
    }
}
