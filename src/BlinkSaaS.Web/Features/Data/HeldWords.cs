using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>What a person reads about records that were not seen, and about a stream whose shape changed.</summary>
public static class HeldWords
{
    /// <summary>Why nothing was deleted.</summary>
    public static string Why(HeldWalk held, string source) => held.Reason switch
    {
        HeldReason.Nothing => $"The pull saw no record at all where there were {Format.Count(held.Live)}. Either everything was deleted in {source}, or the token does not see it any more.",
        HeldReason.Partitions => $"The token sees fewer parts of {source} than before. Either they were deleted there, or the token lost access to them.",
        HeldReason.Sight => $"The token sees less of {source} than before. Either that was deleted there, or the token lost access to it.",
        _ => $"That is over half of the {Format.Count(held.Live)} records there were. Either they were deleted in {source}, or something hid them from the pull.",
    };

    /// <summary>What changed in the shape of a stream.</summary>
    public static string Drift(DriftNote note) => note.What switch
    {
        "new" => $"{note.Title} is a new field.",
        "gone" => $"{note.Title} is not sent any more. Its values stay.",
        "type" => $"{note.Title} was {Word(note.Was)} and is {Word(note.Became)} now.",
        _ => $"{note.Title} is {Word(note.Was)}, but some records have {Word(note.Became)} in it. It is kept as it came.",
    };

    private static string Word(ColumnType? type) => type switch
    {
        ColumnType.Integer or ColumnType.Decimal => "a number",
        ColumnType.Boolean => "yes or no",
        ColumnType.Date => "a date",
        ColumnType.Timestamp => "a time",
        ColumnType.Json => "an object or list",
        _ => "text",
    };
}
