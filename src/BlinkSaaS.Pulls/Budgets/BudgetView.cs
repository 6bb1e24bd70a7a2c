using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>How a token's budget is now, as all workers together left it.</summary>
/// <param name="Limit">Calls permitted in a window.</param>
/// <param name="Left">Calls left.</param>
/// <param name="ResetsIn">Time to the reset of the window, at the latest.</param>
public sealed record BudgetStand(int Limit, int Left, TimeSpan ResetsIn);

/// <summary>Looks at budgets without a turn at them: for pages.</summary>
public sealed class BudgetView([FromKeyedServices("engine")] NpgsqlDataSource engine)
{
    /// <summary>The budget that <paramref name="key"/> names; null where nobody used it for a day.</summary>
    public async Task<BudgetStand?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        await using var connection = await engine.OpenConnectionAsync(cancellationToken);
        var (clock, _, state) = await BudgetTable.ReadAsync(connection, key, cancellationToken);
        if (state is null)
            return null;
        var now = Math.Max(state.Time, clock + state.Shift);
        return new BudgetStand(state.Limit, BudgetRule.Left(state, now), TimeSpan.FromTicks(Math.Max(0, BudgetRule.ResetBy(state, now) - now)));
    }
}
