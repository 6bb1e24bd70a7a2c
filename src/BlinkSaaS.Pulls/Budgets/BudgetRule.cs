namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// How many calls may be sent now: a function of the state and the time, nothing else. Two bounds hold together.
/// The ledger: own calls in any span of a window never exceed the limit, so no window of any shape refuses them for our own use.
/// The headers: among answers that name the newest window, the lowest Remaining less what is not yet answered, so other use of
/// the token is seen. Where a window may have ended, one call asks before the others follow.
/// </summary>
internal static class BudgetRule
{
    /// <summary>From this limit on one call is left for others: a race with them is then rarely lost.</summary>
    private const int ReserveFrom = 50;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(30);

    /// <summary>Calls that may be granted now.</summary>
    public static int Room(BudgetState state, long now)
    {
        state.Ledger.Expire(now);
        if (now < state.BlockedUntil)
            return 0;
        var ledger = LedgerRoom(state);
        if (!AsksFirst(state, now))
            return Math.Max(0, Math.Min(ledger, HeaderRoom(state) ?? int.MaxValue));
        return state.Out > 0 || now < AskAt(state) ? 0 : Math.Clamp(ledger, 0, 1);
    }

    /// <summary>One call is about to be sent; <see cref="Room"/> was above 0 at the same time.</summary>
    public static void Grant(BudgetState state, long now)
    {
        state.Probing = AsksFirst(state, now);
        state.Out++;
    }

    /// <summary>A granted call was never sent.</summary>
    public static void Return(BudgetState state)
    {
        state.Out--;
        if (state.Out == 0)
            state.Probing = false;
    }

    /// <summary>A granted call was answered, or its answer was lost.</summary>
    public static void Settle(BudgetState state, BudgetAnswer answer)
    {
        Return(state);
        state.Ledger.Add(answer.Answered);
        if (state.LatestRemaining is not null)
            state.AnsweredSinceLatest.Add(answer.Answered);
        if (answer.Status is null)
        {
            state.Blind++;
            return;
        }

        state.LongestLatency = Math.Max(answer.Answered - answer.Sent, state.LongestLatency - state.LongestLatency / 50);
        state.LastAnswered = Math.Max(state.LastAnswered ?? answer.Answered, answer.Answered);
        Learn(state, answer);
        if (answer.Status == 429)
            Block(state, answer);
        else
            state.RefusalsWithoutHint = 0;
    }

    /// <summary>When <see cref="Room"/> may be above 0 without another answer; null where only an answer can change it.</summary>
    public static long? WakeAt(BudgetState state, long now)
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
            at = Math.Max(at, AskAt(state));
        }

        return at;
    }

    /// <summary>Calls left, for people to see.</summary>
    public static int Left(BudgetState state, long now)
    {
        state.Ledger.Expire(now);
        var own = Math.Max(0, state.Limit - state.Out - state.Ledger.Count);
        return now >= state.ResetBy || HeaderRoom(state) is not { } header ? own : Math.Clamp(header, 0, state.Limit);
    }

    /// <summary>When the window ends at the latest, for people to see.</summary>
    public static long ResetBy(BudgetState state, long now) =>
        state.ResetBy > now ? state.ResetBy : state.Ledger.FreeAt(0, now);

    private static int Reserve(BudgetState state) => state.Limit >= ReserveFrom ? 1 : 0;

    private static int LedgerRoom(BudgetState state) => state.Limit - Reserve(state) - state.Out - state.Ledger.Count;

    /// <summary>
    /// Two lower bounds of what the server has left, of which the higher holds. The first is sharp for fixed windows: every
    /// answered call is inside the lowest Remaining, whatever order answers came in. The second follows windows that slide,
    /// where what was used long ago comes back: all calls that the latest-sent answer may not have counted are taken off.
    /// </summary>
    private static int? HeaderRoom(BudgetState state)
    {
        if (state.LowestRemaining is not { } lowest)
            return null;
        var room = lowest - state.Out - state.Blind;
        if (state.LatestRemaining is { } latest)
            room = Math.Max(room, latest - state.Out - state.AnsweredSinceLatest.Count);
        return room - Reserve(state);
    }

    /// <summary>Whether what is known is too old, or says that nothing is left in a window that may have ended.</summary>
    private static bool AsksFirst(BudgetState state, long now) =>
        state.LastAnswered is not { } last
        || state.Probing
        || now - last > state.Window
        || HeaderRoom(state) is <= 0;

    private static long AskAt(BudgetState state)
    {
        if (state.LastAnswered is not { } last)
            return 0;
        var pause = Math.Max(state.Window / 60, state.LongestLatency + state.LongestLatency / 2);
        return Math.Min(Math.Max(state.ResetBy, last + pause), last + state.Window);
    }

    private static void Learn(BudgetState state, BudgetAnswer answer)
    {
        var latest = state.LatestRemaining is null || answer.Sent >= state.LatestSent;
        var limit = answer.Limit is > 0 ? answer.Limit : null;
        if (answer.Remaining is not { } remaining || remaining < 0 || remaining > (limit ?? int.MaxValue))
        {
            LearnWithoutRemaining(state, answer, limit);
            return;
        }

        state.RemainingSeen = answer.Answered;

        if (latest)
        {
            state.Limit = limit ?? state.DeclaredLimit;
            state.LatestRemaining = remaining;
            state.LatestSent = answer.Sent;
            state.AnsweredSinceLatest.Remove(answer.Answered);
            state.AnsweredSinceLatest.RemoveAll(answered => answered <= answer.Sent);
        }

        LearnWindow(state, answer, remaining);
    }

    /// <summary>Some answers, or all, do not say what is left (or say nonsense).</summary>
    private static void LearnWithoutRemaining(BudgetState state, BudgetAnswer answer, int? limit)
    {
        state.Blind++;
        if (answer.Answered - state.RemainingSeen <= state.Window && state.LowestRemaining is not null)
            return;

        // A limit alone cannot be checked against what the server counts: it may lower the declared one, not raise it.
        state.Limit = Math.Min(limit ?? int.MaxValue, state.DeclaredLimit);
        state.LowestRemaining = state.LatestRemaining = null;
        state.AnsweredSinceLatest.Clear();
    }

    private static void LearnWindow(BudgetState state, BudgetAnswer answer, int remaining)
    {
        var resetBy = answer.Answered + state.Window;

        // The window ends Reset - Date after the server made its answer, give or take the second that both are rounded to.
        if (answer is { Reset: { } named, Date: { } date } && named >= date && named - date < state.Window / TimeSpan.TicksPerSecond)
            resetBy = Math.Min(resetBy, answer.Answered + (named + 1 - date) * TimeSpan.TicksPerSecond);

        var over = answer.Sent >= state.ResetBy;
        if (state.LowestRemaining is null || over || answer.Reset > state.Reset + 1)
        {
            state.Reset = answer.Reset;
            state.ResetBy = resetBy;
            state.LowestRemaining = remaining;
            state.Blind = 0;
        }
        else if (answer.Reset is null || answer.Reset >= state.Reset - 1)
        {
            state.ResetBy = Math.Min(state.ResetBy, resetBy);
            state.LowestRemaining = Math.Min(state.LowestRemaining.Value, remaining);
        }
    }

    private static void Block(BudgetState state, BudgetAnswer answer)
    {
        if (state.LowestRemaining is not null)
            state.LowestRemaining = 0;
        if (state.LatestRemaining is not null)
            state.LatestRemaining = 0;
        long until;
        if (answer.RetryAfter is { } wait && wait >= TimeSpan.Zero)
            until = answer.Answered + Math.Min(wait.Ticks, LongestRetryAfter.Ticks);
        else if (answer is { Reset: not null, Remaining: not null } && state.ResetBy > answer.Answered)
            until = state.ResetBy;
        else
            until = answer.Answered + Math.Min(state.Window, state.Window / 60 << Math.Min(state.RefusalsWithoutHint++, 6));
        state.BlockedUntil = Math.Max(state.BlockedUntil, until);
    }
}
