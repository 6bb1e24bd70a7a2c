namespace BlinkSaaS.Pulls.Budgets;

/// <summary>What an answer changes: the call is charged, and its headers tell how much is left and whether others use the token.</summary>
internal static class BudgetLearning
{
    /// <summary>Windows for which the headers bind after others were seen.</summary>
    private const int WindowsOfCaution = 3;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(30);

    /// <summary>A granted call was answered, or its answer was lost. Its permit is already taken off.</summary>
    public static void Settle(BudgetState state, BudgetAnswer answer)
    {
        state.Ledger.Add(answer.Answered);
        if (answer.Status is null)
        {
            state.Blind++;
            return;
        }

        if (state.LastAnswered is null)
            state.StrictUntil = answer.Answered + state.Window;
        state.Probing = false;
        state.LongestLatency = Math.Max(answer.Answered - answer.Sent, state.LongestLatency - state.LongestLatency / 50);
        state.LastAnswered = Math.Max(state.LastAnswered ?? answer.Answered, answer.Answered);
        Learn(state, answer);
        if (answer.Status == 429)
            Block(state, answer);
        else
            state.RefusalsWithoutHint = 0;
    }

    private static void Learn(BudgetState state, BudgetAnswer answer)
    {
        var limit = answer.Limit is > 0 ? answer.Limit : null;
        if (answer.Remaining is not { } remaining || remaining < 0 || remaining > (limit ?? int.MaxValue))
        {
            LearnWithoutRemaining(state, answer, limit);
            return;
        }

        state.RemainingSeen = Math.Max(state.RemainingSeen, answer.Answered);
        if (state.LatestRemaining is null || answer.Sent >= state.LatestSent)
        {
            state.Limit = limit ?? state.DeclaredLimit;
            state.LatestRemaining = remaining;
            (state.LatestSent, state.LatestAnswered) = (answer.Sent, answer.Answered);
        }

        LearnWindow(state, answer, remaining);
        LearnOthers(state, answer, remaining);
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
    }

    private static void LearnWindow(BudgetState state, BudgetAnswer answer, int remaining)
    {
        var resetBy = answer.Answered + state.Window;

        // The window ends Reset - Date after the server made its answer, give or take the second that both are rounded to.
        if (answer is { Reset: { } named, Date: { } date } && named >= date && named - date < state.Window / TimeSpan.TicksPerSecond)
            resetBy = Math.Min(resetBy, answer.Answered + (named + 1 - date) * TimeSpan.TicksPerSecond);

        if (answer.Reset - state.Reset is > 0 and var step)
            state.Creeps = step < state.Window / TimeSpan.TicksPerSecond / 2 ? Math.Min(state.Creeps + 1, 100) : 0;
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

    /// <summary>
    /// The ledger has every own call that any window can count, and those that are out may be in it too: what the server counted
    /// beyond both was sent by others.
    /// </summary>
    private static void LearnOthers(BudgetState state, BudgetAnswer answer, int remaining)
    {
        var answered = answer.Answered;
        var others = state.Limit - remaining - state.Ledger.CountAfter(answer.Sent - state.Window) - state.Out;
        if (others > 0)
            state.StrictUntil = Math.Max(state.StrictUntil, answered + WindowsOfCaution * state.Window);
        state.OthersSeen = Math.Max(state.OthersSeen, others);
        if (state.OthersSince == 0)
            state.OthersSince = answered;
        if (answered - state.OthersSince < state.Window)
            return;
        state.OthersUse = (state.OthersUse + state.OthersSeen) / 2;
        if (state.OthersUse < 0.5)
            state.OthersUse = 0;
        (state.OthersSeen, state.OthersSince) = (0, answered);
    }

    private static void Block(BudgetState state, BudgetAnswer answer)
    {
        state.StrictUntil = Math.Max(state.StrictUntil, answer.Answered + WindowsOfCaution * state.Window);
        if (answer.RetryAfter is null && answer.Reset < state.Reset - 1)
            return; // It came late: the window that refused it is over, and another is known.
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
