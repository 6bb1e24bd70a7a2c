using BlinkSaaS.Web.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>What a team may be called.</summary>
public sealed class TeamNames(AppDbContext database)
{
    /// <summary>Longest name.</summary>
    public const int Length = 60;

    /// <summary>What to say when a name is taken.</summary>
    public const string Taken = "Another team has this name. Choose a different one.";

    /// <summary>The name as stored: without spaces around it, inner white space as single spaces.</summary>
    public static string Tidy(string? name) => string.Join(' ', (name ?? "").Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What is wrong with a name, or null. Capitals make no other name.</summary>
    public async Task<string?> ProblemAsync(string tidy, int? except, CancellationToken cancellationToken)
    {
        if (tidy.Length == 0)
            return "Enter a name, for example Delivery.";
        if (tidy.Length > Length)
            return $"The name has {tidy.Length} characters. Shorten it to {Length} or fewer.";
        if (tidy.Any(char.IsControl))
            return "The name has a character in it that cannot be shown. Type it again.";
        var lower = tidy.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database, which has one culture.
        return await database.Teams.AnyAsync(t => t.Id != except && (t.Name == tidy || t.Name.ToLower() == lower), cancellationToken) ? Taken : null;
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>Whether a save failed because somebody took the name in this moment.</summary>
    public static bool IsTaken(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_teams_workspace_id_name" };
}
