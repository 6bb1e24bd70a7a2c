namespace BlinkSaaS.Pulls.Budgets;

/// <summary>One turn of one worker at the shared state: settle and lease together. Reads no clock and no table.</summary>
internal static class BudgetTurn
{
    /// <summary>How long a worker counts as wanting after its next turn was due.</summary>
    private const long Patience = 3 * TimeSpan.TicksPerSecond / 2;

    /// <param name="state">Changed by the turn.</param>
    /// <param name="request">What the worker reports and wants.</param>
    /// <param name="clock">The time by the clock of whoever keeps the state, read after it was loaded.</param>
    public static TurnGrant Take(BudgetState state, TurnRequest request, long clock)
    {
        var now = Now(state, clock);
        state.Turns++;
        state.DeclaredLimit = request.DeclaredLimit;
        ChargeTheDead(state, now);
        var member = Member(state, request);
        var settled = Settle(state, member, request, now);
        var shares = new FairShares(state, member, request, now);
        var persons = Math.Min(request.WantForPersons, BudgetRule.Room(state, now));
        Grant(state, member, persons, 0, now);
        var bulk = Math.Min(request.Want, Math.Min(BudgetRule.BulkRoom(state, now) - shares.OtherPersonsWait, shares.Allowed()));
        bulk = Math.Max(0, bulk);
        Grant(state, member, bulk, bulk, now);
        shares.Took(bulk);
        var all = persons + bulk == request.WantForPersons + request.Want;
        var ahead = all ? Math.Clamp(Plenty(state, shares, now), 0, Math.Max(0, request.Ahead)) : 0;
        Grant(state, member, ahead, ahead, now);
        shares.Took(ahead);

        var wait = !all ? Wait(state, shares, bulk: persons == request.WantForPersons, now) : (long?)null;
        member.Fence = state.Turns;
        member.ExpiresAt = now + request.Lease;
        member.PersonsWait = request.WantForPersons - persons;
        member.Pulls = new Dictionary<string, int>(request.Pulls);
        member.WantsUntil = request.Pulls.Count > 0 ? now + (wait ?? 0) + Patience : now;
        return new TurnGrant
        {
            ForPersons = persons,
            Bulk = bulk,
            Ahead = ahead,
            Fence = member.Fence,
            Settled = settled,
            Wait = wait,
            Pause = Pause(state, shares),
            Weights = shares.Weights,
            Part = shares.Part,
            Limit = state.Limit,
            Left = BudgetRule.Left(state, now),
            Used = state.Ledger.Count,
            ResetsIn = Math.Max(0, BudgetRule.ResetBy(state, now) - now),
        };
    }

    /// <summary>Time that never goes back.</summary>
    private static long Now(BudgetState state, long clock)
    {
        state.Shift += Math.Max(0, state.Time - (clock + state.Shift));
        return state.Time = clock + state.Shift;
    }

    /// <summary>A worker that was not heard of in time may have sent all it held, as late as it could.</summary>
    private static void ChargeTheDead(BudgetState state, long now)
    {
        foreach (var member in state.Members.Where(member => member.ExpiresAt < now && member.Permits > 0))
        {
            state.Ledger.Add(member.ExpiresAt, member.Permits);
            state.Blind += member.Permits;
            member.Permits = 0;
            member.Fence = state.Turns;
            state.Probing = false;
        }

        state.Members.RemoveAll(member => member.Permits == 0 && now - member.ExpiresAt > state.Window);
    }

    private static BudgetMember Member(BudgetState state, TurnRequest request)
    {
        if (state.Members.Find(member => member.Worker == request.Worker) is { } known)
            return known;
        var member = new BudgetMember(request.Worker);
        state.Members.Add(member);
        return member;
    }

    /// <summary>
    /// A report under another fence than the row's was counted before: its turn was committed and the answer lost, or its permits
    /// were charged because it was silent for too long. What it still holds is taken as it says.
    /// </summary>
    private static bool Settle(BudgetState state, BudgetMember member, TurnRequest request, long now)
    {
        if (member.Fence != request.Fence)
        {
            member.Permits = request.Holding;
            return false;
        }

        member.Permits = Math.Max(0, member.Permits - request.Unused);
        foreach (var answer in request.Answers.OrderByDescending(answer => answer.Sent))
        {
            // One by one: what an answer says is compared with all that may be counted besides.
            member.Permits = Math.Max(0, member.Permits - 1);
            BudgetLearning.Settle(state, answer with { Sent = now - answer.Sent, Answered = now - answer.Answered });
        }

        if (state.Out == 0)
            state.Probing = false;
        return true;
    }

    private static void Grant(BudgetState state, BudgetMember member, int calls, int bulk, long now)
    {
        if (calls <= 0)
            return;
        BudgetRule.Grant(state, bulk, now);
        member.Permits += calls;
    }

    /// <summary>
    /// What may be leased ahead: twice what the limit permits until the next turn, so that a turn is never what a read waits for
    /// where calls abound, and nothing where the limit is what it waits for.
    /// </summary>
    private static int Plenty(BudgetState state, FairShares shares, long now)
    {
        var untilNext = 2.0 * state.Limit * Pause(state, shares) / state.Window / shares.Workers;
        var room = Math.Min(BudgetRule.BulkRoom(state, now) - shares.OtherPersonsWait, shares.Allowed());
        return (int)Math.Min(untilNext, room);
    }

    private static long Wait(BudgetState state, FairShares shares, bool bulk, long now)
    {
        var look = now + Math.Max(TimeSpan.TicksPerSecond / 20, state.LongestLatency / 2);
        var wake = BudgetRule.WakeAt(state, bulk, now) ?? look;
        return (wake <= now ? now + Pause(state, shares) : wake) - now;
    }

    private static long Pause(BudgetState state, FairShares shares) =>
        (long)Math.Clamp(0.4 * state.Window * shares.Workers / state.Limit, TimeSpan.TicksPerSecond / 10, TimeSpan.TicksPerSecond);
}
