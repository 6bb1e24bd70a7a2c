using StripeSimulator.Api;
using StripeSimulator.Worlds;

namespace StripeSimulator;

/// <summary>
/// A Stripe with one account in it, as far as reading goes. It can be asked in process (<see cref="SimulatorHandler"/>) and over HTTP
/// (<see cref="SimulatorHost"/>).
/// </summary>
public sealed class StripeServer
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StripeKey> _keys = [];
    private readonly List<string> _calls = [];
    private readonly StripeRules _rules;

    public StripeServer(SimulatorOptions options, TimeProvider clock)
    {
        Options = options;
        World = new StripeWorld(clock, options.Seed);
        Mutate = new Mutations(World);
        _rules = new StripeRules(World, _keys, options, clock);
        new Seeding(World).Fill(options.Customers);
        Add(StripeKey.Secret);
        Add(StripeKey.Restricted);
    }

    public SimulatorOptions Options { get; }

    public StripeWorld World { get; }

    /// <summary>Changes to the world. Nobody may be asking meanwhile.</summary>
    public Mutations Mutate { get; }

    /// <summary>Calls that were refused for their rate.</summary>
    public int Refused => _rules.Refused;

    /// <summary>Path and query of all calls.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    /// <summary>Accepts a key, or what it may do from now on.</summary>
    public StripeKey Add(StripeKey key)
    {
        lock (_lock)
            _keys[key.Value] = key;
        return key;
    }

    /// <summary>No key of this value is accepted any more.</summary>
    public void Revoke(StripeKey key)
    {
        lock (_lock)
            _keys.Remove(key.Value);
    }

    public SimulatorAnswer Answer(string method, Uri address, string? authorization, string? version)
    {
        lock (_lock)
        {
            _calls.Add(address.PathAndQuery);
            return _rules.Answer(method, address, authorization, version);
        }
    }

    /// <summary>Something that nobody may ask in the middle of.</summary>
    public void Between(Action<StripeServer> change)
    {
        lock (_lock)
            change(this);
    }
}
