using System.Globalization;
using BlinkSaaS.Pulls;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BlinkSaaS.Faults.Workers;

/// <summary>
/// A process that reaches for one pull whenever it is told to, and says which fence it got; or tries to begin a commit under an
/// earlier fence, and says whether it could. Ends when its standard input does.
/// </summary>
internal static class Racer
{
    public const string Command = "racer";

    public const string Claim = "claim";

    public const string Nothing = "nothing";

    public const string Refused = "refused";

    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        await using var engine = EngineSource.Create(await input.ReadLineAsync() ?? throw new InvalidOperationException("A racer is told its database."));
        var schedule = new PullSchedule(engine, Options.Create(new PullOptions()));
        var key = new ConnectionKey(1, 1);
        var claims = new Dictionary<long, ClaimedPull>();
        await output.WriteLineAsync(WorkerEvent.Ready);
        while (await input.ReadLineAsync() is { } line)
        {
            if (line == Claim)
            {
                var claim = await schedule.ClaimAsync($"racer {Environment.ProcessId}", key, CancellationToken.None);
                if (claim is not null)
                    claims[claim.Fence] = claim;
                await output.WriteLineAsync(claim?.Fence.ToString(CultureInfo.InvariantCulture) ?? Nothing);
            }
            else
            {
                await output.WriteLineAsync(await BeginsAsync(engine, claims[long.Parse(line, CultureInfo.InvariantCulture)]) ? line : Refused);
            }
        }

        return 0;
    }

    private static async Task<bool> BeginsAsync(NpgsqlDataSource engine, ClaimedPull claim)
    {
        try
        {
            await using var work = await FencedWork.BeginAsync(engine, claim, CancellationToken.None);
            return true;
        }
        catch (LeaseLostException)
        {
            return false;
        }
    }
}
