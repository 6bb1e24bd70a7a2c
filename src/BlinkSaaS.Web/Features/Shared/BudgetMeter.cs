namespace BlinkSaaS.Web.Features.Shared;

/// <summary>What the partial <c>_BudgetMeter</c> shows: the calls of one token in its window.</summary>
/// <param name="Limit">Calls the window allows.</param>
/// <param name="Here">Used by this connection.</param>
/// <param name="Elsewhere">Other use of this token. No name, no count of connections: they may be unseen.</param>
/// <param name="Window">"this minute".</param>
public sealed record BudgetMeter(int Limit, int Here, int Elsewhere, string Window = "this minute")
{
    private const double Width = 280;

    public int Left => Math.Max(0, Limit - Here - Elsewhere);

    public double HereWidth => Share(Here);

    public double ElsewhereWidth => Math.Min(Share(Elsewhere), Width - HereWidth);

    private double Share(int calls) => Limit <= 0 ? 0 : Math.Min(Width, Width * calls / Limit);
}
