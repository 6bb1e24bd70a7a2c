using System.Globalization;
using System.Net.Http.Json;

namespace BlinkSaaS.E2E.Product;

/// <summary>The Stripe of the tests.</summary>
public sealed class SimulatedStripe : IAsyncDisposable
{
    private const string AddressLine = "Sources:stripe:BaseAddress=";
    private const string KeyLine = "Without rak_charge_read: ";
    private readonly ChildProcess process;
    private readonly HttpClient client;

    private SimulatedStripe(ChildProcess process, Uri address, string key)
    {
        this.process = process;
        (BaseAddress, KeyWithoutCharges) = (address, key);
#pragma warning disable RS0030 // A test has no factory of clients.
        client = new HttpClient { BaseAddress = new Uri(address, "/simulator/") };
#pragma warning restore RS0030
    }

    /// <summary>In place of Stripe's own.</summary>
    public Uri BaseAddress { get; }

    /// <summary>A restricted key that may read everything but charges and refunds.</summary>
    public string KeyWithoutCharges { get; }

    public static async Task<SimulatedStripe> StartAsync()
    {
        var process = ChildProcess.Start(
            Repository.Program("StripeSimulator"), Path.Combine(Repository.Results, "stripe.log"), Repository.Root,
            "--urls", "http://127.0.0.1:0", "--without", "rak_charge_read", "--calls-per-second", "25", "--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var key = await process.LineWithAsync(KeyLine);
        var address = await process.LineWithAsync(AddressLine);
        return new SimulatedStripe(process, new Uri(address[AddressLine.Length..]), key[KeyLine.Length..]);
    }

    /// <summary>How many there are of each kind.</summary>
    public async Task<IReadOnlyDictionary<string, int>> TruthAsync() => (await client.GetFromJsonAsync<Dictionary<string, int>>("truth"))!;

    /// <summary>A day's business.</summary>
    public async Task MutateAsync() => (await client.PostAsync(new Uri("mutate", UriKind.Relative), null)).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await process.DisposeAsync();
    }
}
