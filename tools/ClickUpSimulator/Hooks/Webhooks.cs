using ClickUpSimulator.Sight;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Hooks;

/// <summary>The webhooks there are. Reading and changing is done under the world's lock.</summary>
public sealed class Webhooks
{
    private readonly World world;
    private readonly List<Webhook> all = [];
    private ulong made;

    internal Webhooks(World world) => this.world = world;

    public IReadOnlyList<Webhook> All
    {
        get
        {
            lock (world.Gate)
                return [.. all];
        }
    }

    /// <summary>What ClickUp does to a webhook that failed too often. It is told to nobody.</summary>
    public void Suspend(string id) => Change(id, hook => (hook.Status, hook.FailCount) = ("suspended", 100));

    internal Webhook Add(AccessToken token, ClickUpWorkspace workspace, Uri endpoint, IReadOnlyList<string> events)
    {
        var random = new SeededRandom(SeededRandom.Mix((ulong)world.Options.Seed + 0x300C) + made++);
        Span<char> letters = stackalloc char[64];
        foreach (ref var letter in letters)
            letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[random.Below(36)];
        var hook = new Webhook
        {
            Id = new Guid((int)made, 0x40, 0x4a29, [0x9d, 0x42, 0x26, 0xe5, 0x04, 0xe3, 0x43, 0x5e]).ToString(),
            Secret = new string(letters), Token = token, Workspace = workspace, Endpoint = endpoint, Events = events,
        };
        all.Add(hook);
        return hook;
    }

    internal void Remove(Webhook hook) => all.Remove(hook);

    internal Webhook? Find(string id) => all.Find(hook => hook.Id == id);

    internal IEnumerable<Webhook> Of(ClickUpWorkspace workspace) => all.Where(hook => hook.Workspace == workspace);

    internal void Change(string id, Action<Webhook> change)
    {
        lock (world.Gate)
            change(Find(id) ?? throw new ArgumentException($"There is no webhook '{id}'.", nameof(id)));
    }
}
