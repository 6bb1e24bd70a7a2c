using ClickUpSimulator.Sight;

namespace ClickUpSimulator.Faults;

/// <summary>The faults in force. The first one that matches a call and has something left hits it.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<Armed> armed = [];

    public IReadOnlyList<Fault> Active
    {
        get
        {
            lock (gate)
                return [.. armed.Where(item => item.Left != 0).Select(item => item.Fault)];
        }
    }

    /// <summary>How many calls were hit since the start or the last <see cref="Clear()"/>.</summary>
    public int Hits { get; private set; }

    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Times is < 1)
            throw new ArgumentException("Times is 1 or more.", nameof(fault));
        if (fault.Share is <= 0 or > 1)
            throw new ArgumentException("Share is above 0 and at most 1.", nameof(fault));
        if (fault.Kind == FaultKind.Status && fault.StatusCode is < 200 or > 599)
            throw new ArgumentException("StatusCode is from 200 to 599.", nameof(fault));
        if (fault.Delay < TimeSpan.Zero)
            throw new ArgumentException("Delay is not negative.", nameof(fault));
        lock (gate)
            armed.Add(new Armed(fault));
    }

    public void Clear()
    {
        lock (gate)
        {
            armed.Clear();
            Hits = 0;
        }
    }

    /// <summary>Only the faults that were added for this token, by the name or secret they were added with.</summary>
    public void Clear(string token)
    {
        lock (gate)
            armed.RemoveAll(item => item.Fault.Token == token);
    }

    internal Fault? Next(HttpRequest request, AccessToken token)
    {
        lock (gate)
        {
            foreach (var item in armed)
            {
                if (!Matches(item.Fault, request, token) || !item.Fires())
                    continue;
                Hits++;
                return item.Fault;
            }
        }
        return null;
    }

    private static bool Matches(Fault fault, HttpRequest request, AccessToken token)
    {
        if (fault.PathPrefix is { } prefix && !(request.Path.Value ?? "").StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return false;
        if (fault.Token is { } wanted && wanted != token.Name && wanted != token.Secret)
            return false;
        return fault.Kind != FaultKind.RepeatPage || (int.TryParse(request.Query["page"], out var page) && page > 0);
    }

    private sealed class Armed(Fault fault)
    {
        private int toSkip = fault.Skip;
        private double owed;

        public Fault Fault => fault;

        /// <summary>-1: without end.</summary>
        public int Left { get; private set; } = fault.Times ?? -1;

        public bool Fires()
        {
            if (Left == 0)
                return false;
            if (toSkip > 0)
            {
                toSkip--;
                return false;
            }
            if (fault.Share is { } share)
            {
                owed += share;
                if (owed < 1)
                    return false;
                owed -= 1;
            }
            if (Left > 0)
                Left--;
            return true;
        }
    }
}
