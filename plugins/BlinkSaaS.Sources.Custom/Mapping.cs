using System.Globalization;

namespace BlinkSaaS.Sources.Custom;

/// <summary>How the endpoint gives its rows page by page.</summary>
internal enum Paging
{
    None,
    Page,
    Offset,
    Cursor,
    Link,
}

/// <summary>What the person says about the endpoint. Where nothing is said, its rows are <c>{ key, value, date_created }</c>.</summary>
internal sealed record Mapping
{
    public const string Endpoint = "endpoint", ApiKey = "apiKey", KeyPlace = "keyPlace", KeyName = "keyName";
    public const string InBearer = "Header Authorization, as Bearer", InHeader = "Header of another name", InQuery = "Parameter of the query";

    private static readonly string[] s_pagings = ["One page", "Page number", "Offset", "Cursor in the answer", "Link header"];

    public static IReadOnlyList<CredentialField> Fields { get; } =
    [
        new() { Key = Endpoint, Label = "API Endpoint", Kind = CredentialFieldKind.Url, Help = "The whole address that answers the rows, with https://." },
        new() { Key = ApiKey, Label = "API Key", Kind = CredentialFieldKind.Secret, Help = "Sent with each call, and to this address only." },
        Choice(KeyPlace, "Where the key goes", [InBearer, InHeader, InQuery], "As the API's documentation says. Usually in the header Authorization."),
        Text(KeyName, "Name for the key", "Name of the header or parameter. X-Api-Key or api_key while it is empty.", 60),
        Text("rowsPath", "Path to the rows", "Names on the way to the list, with dots between: data.items. Empty where the answer is the list."),
        Text("keyField", "Key field", "Field of a row that identifies it for ever, such as id. Empty for rows of key, value and date_created."),
        Text("cursorField", "Cursor field", "Field of a row that rises with each change, such as updated_at. Later pulls then ask for what changed."),
        Text("cursorParameter", "Cursor parameter", "Parameter of the query that takes the highest cursor field seen, such as updated_since."),
        Choice("paging", "Pages", s_pagings, "How the next page is asked for. One page while nothing is chosen."),
        Text("pageParameter", "Page parameter", "Parameter of the query for page number, offset or cursor. page, offset or cursor while it is empty."),
        new() { Key = "firstPage", Label = "First page", Kind = CredentialFieldKind.Integer, Required = false, MaxLength = 9, Help = "Number of the first page. 1 while it is empty." },
        Text("nextPath", "Path to the next cursor", "Where an answer names the next cursor, or the next page's address. next_cursor while it is empty."),
        Text("sizeParameter", "Size parameter", "Parameter of the query for the number of rows in a page, such as limit. Not sent while it is empty."),
        new() { Key = "pageSize", Label = "Rows in a page", Kind = CredentialFieldKind.Integer, Required = false, MaxLength = 5, Pattern = "[1-9][0-9]*", PatternMessage = "Enter a number of 1 or more.", Help = "Sent in the size parameter. 100 while it is empty." },
    ];

    public required string RowsPath { get; init; }

    public required string KeyField { get; init; }

    public required string? CursorField { get; init; }

    public required string? CursorParameter { get; init; }

    public required Paging Paging { get; init; }

    public required string PageParameter { get; init; }

    public required long FirstPage { get; init; }

    public required string NextPath { get; init; }

    public required string? SizeParameter { get; init; }

    public required long PageSize { get; init; }

    /// <summary>Whether rows are <c>{ key, value, date_created }</c>.</summary>
    public required bool IsSimple { get; init; }

    public bool IsIncremental => CursorField is not null && CursorParameter is not null;

    public static Mapping Of(IReadOnlyDictionary<string, string> settings)
    {
        var paging = (Paging)Math.Max(0, Array.IndexOf(s_pagings, Value("paging")));
        return new Mapping
        {
            RowsPath = Value("rowsPath") ?? "",
            KeyField = Value("keyField") ?? "key",
            CursorField = Value("cursorField"),
            CursorParameter = Value("cursorParameter"),
            Paging = paging,
            PageParameter = Value("pageParameter") ?? (paging switch { Paging.Page => "page", Paging.Offset => "offset", _ => "cursor" }),
            FirstPage = Number("firstPage", 1),
            NextPath = Value("nextPath") ?? "next_cursor",
            SizeParameter = Value("sizeParameter"),
            PageSize = Number("pageSize", 100),
            IsSimple = Value("keyField") is null && Value("cursorField") is null,
        };

        string? Value(string key) => settings.GetValueOrDefault(key)?.Trim() is { Length: > 0 } value ? value : null;
        long Number(string key, long otherwise) => long.TryParse(Value(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
    }

    private static CredentialField Text(string key, string label, string help, int maxLength = 200) =>
        new() { Key = key, Label = label, Help = help, Required = false, MaxLength = maxLength };

    private static CredentialField Choice(string key, string label, IReadOnlyList<string> choices, string help) =>
        new() { Key = key, Label = label, Kind = CredentialFieldKind.Choice, Choices = choices, Help = help, Required = false };
}
