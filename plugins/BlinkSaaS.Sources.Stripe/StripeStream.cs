using System.Text.Json;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>One kind of object, how it is listed, and which events tell that one changed.</summary>
internal sealed record StripeStream
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public string? Cost { get; init; }

    public required Resource Resource { get; init; }

    /// <summary>What an object calls itself in its property <c>object</c>; other objects name it in a property of this name.</summary>
    public required string Kind { get; init; }

    /// <summary>The list is walked once with each: some lists leave out a part unless it is asked for.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [""];

    /// <summary>Types of events after which an object is read anew, at most 20. None where Stripe has none for this kind.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Columns besides <see cref="Field.Common"/>.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>A list inside of the object that may be longer than what is sent with it.</summary>
    public NestedList? Nested { get; init; }

    /// <summary>Takes the records out of an object, where they are not the object itself.</summary>
    public Func<JsonElement, IEnumerable<JsonElement>>? Rows { get; init; }

    /// <summary>
    /// Tells that an object will still change and that no event will say so: the next pull lists from the oldest of them on.
    /// </summary>
    public Func<JsonElement, bool>? IsPending { get; init; }

    public string? VersionColumn { get; init; }

    public IReadOnlyList<string> VolatilePaths { get; init; } = [];

    public TimeSpan CompleteWalkEvery { get; init; } = TimeSpan.FromDays(7);

    public bool SelectedByDefault { get; init; } = true;

    public StreamDescriptor Describe() => new()
    {
        Name = Name,
        Title = Title,
        Description = Description,
        Cost = Cost,
        Columns = [.. Fields.OrderBy(field => field.IsLast).Select(field => field.Column)],
        PrimaryKey = ["id"],
        VersionColumn = VersionColumn,
        VolatilePaths = VolatilePaths,
        Incremental = true,
        CompleteWalkEvery = CompleteWalkEvery,
        SelectedByDefault = SelectedByDefault,
    };
}

/// <summary>A list inside of an object.</summary>
/// <param name="Property">Where it is.</param>
/// <param name="ListOf">Path and query of the list of its own, by the identifier of the object.</param>
internal sealed record NestedList(string Property, Func<string, (string Path, string Query)> ListOf);
