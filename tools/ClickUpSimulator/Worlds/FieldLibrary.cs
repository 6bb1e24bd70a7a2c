namespace ClickUpSimulator.Worlds;

/// <summary>The custom fields of a space: one of each kind that agencies use most.</summary>
internal static class FieldLibrary
{
    private static readonly (string Name, string Type, string[] Options)[] Kinds =
    [
        ("Channel", "drop_down", ["Web", "Print", "Social", "E-mail"]),
        ("Budget", "currency", []),
        ("Deliverables", "labels", ["Copy", "Layout", "Code", "Photos"]),
        ("Billable", "checkbox", []),
        ("Review on", "date", []),
        ("Brief", "url", []),
        ("Account lead", "users", []),
        ("Hours sold", "number", []),
        ("Mood", "emoji", []),
        ("Reference", "short_text", []),
    ];

    public static CustomField[] For(AgencyTheme theme, ulong seed, DateTimeOffset today)
    {
        var random = new SeededRandom(seed);
        var first = theme.Space.Length % Kinds.Length;
        var fields = new CustomField[3];
        for (var i = 0; i < fields.Length; i++)
        {
            var kind = i == 0 ? Kinds[theme.Space.Length % 2 * 2] : Kinds[1 + (first + i * 3) % (Kinds.Length - 1)];
            if (fields.Any(field => field?.Name == kind.Name))
                kind = Kinds[^1];
            var options = new FieldOption[kind.Options.Length];
            for (var o = 0; o < options.Length; o++)
                options[o] = new FieldOption(random.NextGuid().ToString(), kind.Options[o], o % 2 == 0 ? "#5b6ee1" : null, o);
            fields[i] = new CustomField(random.NextGuid().ToString(), kind.Name, kind.Type, today.AddDays(-random.Between(250, 800)).ToUnixTimeMilliseconds(), options);
        }
        return fields;
    }
}
