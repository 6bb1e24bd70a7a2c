using System.Security.Cryptography;
using BlinkSaaS.Web.Features.Shared.Mail;

namespace BlinkSaaS.Web.Features.Hooks;

/// <summary>Where sources send events: an address for each connection, on the instance's public one.</summary>
public sealed class HookAddress(PublicAddress address, IHostEnvironment environment)
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz023456789";
    private const int Length = 32;

    /// <summary>Whether the instance has an address that sources can reach; in Development a simulator on this machine reaches any.</summary>
    public bool Exists => address.Configured is not null || environment.IsDevelopment();

    /// <summary>The whole address.</summary>
    public Uri Of(string source, string last) => new(address.Link($"/hooks/{source}/{last}"));

    /// <summary>A new last part: 160 random bits.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Whether a text could be one.</summary>
    public static bool IsOne(string text) => text.Length == Length && text.All(Alphabet.Contains);
}
