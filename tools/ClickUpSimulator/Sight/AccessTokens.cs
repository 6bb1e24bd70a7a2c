using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Sight;

/// <summary>The tokens that this ClickUp knows. The same seed gives the same secrets.</summary>
public sealed class AccessTokens
{
    private readonly World world;
    private volatile Dictionary<string, AccessToken> bySecret = [];

    internal AccessTokens(World world)
    {
        this.world = world;
        var first = world.WorkspaceList[0];
        var shared = first.SpaceList[0].AllLists.First();
        var privateSpace = first.SpaceList.Where(space => !space.Archived).Skip(1).FirstOrDefault();

        OwnerToken = Add("owner", first.Members[0], world.WorkspaceList);
        MemberToken = Add("member", first.Members[1], [first]);
        if (privateSpace is not null)
            MemberToken.HiddenSpaces.Add(privateSpace);
        GuestToken = Add("guest", first.Members[2], [first], [shared]);
        RevocableToken = Add("revocable", first.Members[0], world.WorkspaceList);
        RevokedToken = Add("revoked", first.Members[0], world.WorkspaceList);
        RevokedToken.IsRevoked = true;
    }

    /// <summary>Sees everything in every ClickUp Workspace.</summary>
    public string Owner => OwnerToken.Secret;

    /// <summary>Sees the first ClickUp Workspace but for its private space.</summary>
    public string Member => MemberToken.Secret;

    /// <summary>Sees one list.</summary>
    public string Guest => GuestToken.Secret;

    /// <summary>Works as the owner's until <see cref="Revoke"/> is called with it.</summary>
    public string Revocable => RevocableToken.Secret;

    /// <summary>Was revoked before the simulator started.</summary>
    public string Revoked => RevokedToken.Secret;

    public IReadOnlyCollection<AccessToken> All => bySecret.Values;

    internal AccessToken OwnerToken { get; }

    internal AccessToken MemberToken { get; }

    internal AccessToken GuestToken { get; }

    internal AccessToken RevocableToken { get; }

    internal AccessToken RevokedToken { get; }

    public void Revoke(string nameOrSecret) => Change(nameOrSecret, token => token.IsRevoked = true);

    public void Restore(string nameOrSecret) => Change(nameOrSecret, token => token.IsRevoked = false);

    /// <summary>The token loses sight of a space, as when its user is taken out of it.</summary>
    public void HideSpace(string nameOrSecret, string spaceId) =>
        Change(nameOrSecret, token => token.HiddenSpaces.Add(world.SpacesById[spaceId]));

    public void ShowSpace(string nameOrSecret, string spaceId) =>
        Change(nameOrSecret, token => token.HiddenSpaces.Remove(world.SpacesById[spaceId]));

    /// <summary>Finds a token by its name ("owner") or its secret.</summary>
    public bool TryFind(string nameOrSecret, [NotNullWhen(true)] out AccessToken? token)
    {
        if (bySecret.TryGetValue(nameOrSecret, out token))
            return true;
        token = bySecret.Values.FirstOrDefault(known => known.Name == nameOrSecret);
        return token is not null;
    }

    internal bool TryFindSecret(string secret, [NotNullWhen(true)] out AccessToken? token) =>
        bySecret.TryGetValue(secret, out token);

    /// <summary>The token of a sign-in: of the owner, for the ClickUp Workspaces that were chosen.</summary>
    internal AccessToken Grant(IReadOnlyList<ClickUpWorkspace> workspaces)
    {
        lock (world.Gate)
        {
            var number = bySecret.Count;
            return Add(string.Create(CultureInfo.InvariantCulture, $"oauth{number}"), OwnerToken.User, workspaces, prefix: "");
        }
    }

    /// <summary>A further token that sees what one sees now, with a name, a limit and faults of its own.</summary>
    public AccessToken Another(string nameOrSecret)
    {
        if (!TryFind(nameOrSecret, out var token))
            throw new ArgumentException($"No token is called '{nameOrSecret}'.", nameof(nameOrSecret));
        lock (world.Gate)
        {
            var another = Add(string.Create(CultureInfo.InvariantCulture, $"{token.Name}{bySecret.Count}"), token.User, token.Workspaces, token.OnlyLists is null ? null : [.. token.OnlyLists]);
            another.HiddenSpaces.UnionWith(token.HiddenSpaces);
            return another;
        }
    }

    private void Change(string nameOrSecret, Action<AccessToken> change)
    {
        if (!TryFind(nameOrSecret, out var token))
            throw new ArgumentException($"No token is called '{nameOrSecret}'.", nameof(nameOrSecret));
        lock (world.Gate)
        {
            change(token);
            world.Changed();
        }
    }

    private AccessToken Add(string name, Member user, IEnumerable<ClickUpWorkspace> workspaces, HashSet<TaskList>? onlyLists = null, string prefix = "pk_")
    {
        var random = new SeededRandom(SeededRandom.Mix((ulong)world.Options.Seed + 0x70CE) + (ulong)bySecret.Count);
        Span<char> letters = stackalloc char[32];
        foreach (ref var letter in letters)
            letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[random.Below(36)];
        var secret = string.Create(CultureInfo.InvariantCulture, $"{prefix}{user.Id}_{letters}");
        var token = new AccessToken { Name = name, Secret = secret, User = user, Workspaces = [.. workspaces], OnlyLists = onlyLists };
        // A copy: calls look tokens up without a lock.
        bySecret = new Dictionary<string, AccessToken>(bySecret) { [secret] = token };
        return token;
    }
}
