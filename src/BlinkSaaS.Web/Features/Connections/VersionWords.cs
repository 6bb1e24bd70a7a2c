namespace BlinkSaaS.Web.Features.Connections;

/// <summary>How the pages say where a connection stands between versions of its plugin.</summary>
public static class VersionWords
{
    /// <summary>Whether it stays on its version because another would break something or failed its check.</summary>
    public static bool IsHeldBack(Connection connection) => connection.Offer is VersionOffer.Stream or VersionOffer.Key or VersionOffer.Column or VersionOffer.Type or VersionOffer.Check;

    /// <summary>Whether somebody who manages it can have it moved nonetheless.</summary>
    public static bool MayMove(Connection connection) => IsHeldBack(connection) || connection.Offer == VersionOffer.Later;

    /// <summary>What is, then what to do.</summary>
    public static string Of(Connection connection) => connection.Offer switch
    {
        null when connection.FormerVersion is { } former => $"It was on {former} before. It moves to later versions by itself, after their check passed and where they break nothing.",
        null => "It moves to later versions by itself, after their check passed and where they break nothing.",
        VersionOffer.Check => $"The check of version {connection.OfferedVersion} failed, and that of the present one does not. {connection.OfferProblem}",
        VersionOffer.Later => $"Version {connection.OfferedVersion} could not be tried yet and is tried again. {connection.OfferProblem}",
        VersionOffer.Wanted => $"It moves to version {connection.OfferedVersion} as soon as no pull of it runs.",
        VersionOffer.Back => $"It goes back to version {connection.OfferedVersion} as soon as no pull of it runs.",
        _ => $"With version {connection.OfferedVersion} {connection.OfferProblem}. Move it when nothing depends on that, or stay.",
    };
}
