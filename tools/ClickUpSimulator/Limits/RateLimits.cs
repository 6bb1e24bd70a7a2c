using System.Collections.Concurrent;
using ClickUpSimulator.Sight;

namespace ClickUpSimulator.Limits;

/// <summary>The limiter of each token. New settings start with an empty window.</summary>
public sealed class RateLimits
{
    private readonly ConcurrentDictionary<string, RateLimiter> limiters = [];
    private readonly AccessTokens tokens;
    private readonly TimeProvider clock;
    private RateLimitSettings defaults;

    internal RateLimits(AccessTokens tokens, RateLimitSettings settings, TimeProvider clock)
    {
        settings.Check();
        this.tokens = tokens;
        this.clock = clock;
        defaults = settings;
    }

    /// <summary>Settings of the tokens that have none of their own.</summary>
    public RateLimitSettings Default => defaults;

    public RateLimitSettings Of(string nameOrSecret) => LimiterOf(Find(nameOrSecret)).Settings;

    /// <summary>Sets the limit of every token.</summary>
    public void SetAll(RateLimitSettings settings)
    {
        settings.Check();
        defaults = settings;
        limiters.Clear();
    }

    /// <summary>Sets the limit of one token.</summary>
    public void Set(string nameOrSecret, RateLimitSettings settings)
    {
        settings.Check();
        limiters[Find(nameOrSecret).Secret] = new RateLimiter(settings);
    }

    /// <summary>Another program uses the same token. Returns how many of its calls went through.</summary>
    public int Spend(string nameOrSecret, int calls)
    {
        var limiter = LimiterOf(Find(nameOrSecret));
        var now = clock.GetUtcNow();
        return Enumerable.Range(0, calls).Count(_ => limiter.Take(now).Allowed);
    }

    /// <summary>Refused API calls of a token that would have been refused without <see cref="Spend"/> too.</summary>
    public int RefusedAlone(string nameOrSecret) => LimiterOf(Find(nameOrSecret)).RefusedAlone;

    internal RateLimiter LimiterOf(AccessToken token) =>
        limiters.GetOrAdd(token.Secret, _ => new RateLimiter(defaults));

    private AccessToken Find(string nameOrSecret) =>
        tokens.TryFind(nameOrSecret, out var token)
            ? token
            : throw new ArgumentException($"No token is called '{nameOrSecret}'.", nameof(nameOrSecret));
}
