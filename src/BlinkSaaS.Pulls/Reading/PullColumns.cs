using Npgsql;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>The columns of a pull as every statement here selects them, and how they are read.</summary>
internal static class PullColumns
{
    public const int Count = 27;

    public const string Names =
        """
        p.number, p.state, p.trigger, p.started_by, p."full", p.requested_at, p.started_at, p.finished_at, p.waiting_until,
        p.calls, p.refused, p.bytes, p.waited_ms, p.records_read, p.new, p.changed, p.unchanged, p.deleted,
        p.error_kind, p.error, p.budget_limit, p.budget_left, p.budget_used, p.budget_resets_at, p.estimated_calls, p.expected_calls,
        p.waiting_for
        """;

    /// <summary>The columns of one of its streams.</summary>
    public const string StreamNames =
        """
        s.name, s.title, s.state, s.started_at, s.finished_at, s.calls, s.waited_ms, s.expected,
        s.records_read, s.new, s.changed, s.unchanged, s.deleted, s.error_kind, s.error, s.warnings, s.details
        """;

    /// <summary>The pull whose columns begin at <paramref name="at"/>, or null where an outer join found none.</summary>
    public static PullInfo? Read(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : new PullInfo
    {
        Number = reader.GetInt32(at),
        State = reader.State<PullState>(at + 1),
        Trigger = reader.State<PullTrigger>(at + 2),
        StartedBy = reader.Nullable<Guid>(at + 3),
        Full = reader.GetBoolean(at + 4),
        RequestedAt = reader.GetFieldValue<DateTimeOffset>(at + 5),
        StartedAt = reader.Nullable<DateTimeOffset>(at + 6),
        FinishedAt = reader.Nullable<DateTimeOffset>(at + 7),
        WaitingUntil = reader.Nullable<DateTimeOffset>(at + 8),
        Calls = reader.GetInt64(at + 9),
        Refused = reader.GetInt64(at + 10),
        Bytes = reader.GetInt64(at + 11),
        Waited = TimeSpan.FromMilliseconds(reader.GetInt64(at + 12)),
        Records = Totals(reader, at + 13),
        ErrorKind = reader.State<PullErrorKind>(at + 18),
        Error = reader.Text(at + 19),
        Budget = reader.IsDBNull(at + 20) ? null : new PullBudget(
            reader.GetInt32(at + 20), reader.GetInt32(at + 21), reader.GetInt32(at + 22), reader.GetFieldValue<DateTimeOffset>(at + 23)),
        EstimatedCalls = reader.Nullable<long>(at + 24),
        ExpectedCalls = reader.Nullable<long>(at + 25),
        WaitsFor = reader.IsDBNull(at + 26) ? PullWait.Budget : reader.State<PullWait>(at + 26),
    };

    public static RecordTotals Totals(NpgsqlDataReader reader, int at) => new(
        reader.GetInt64(at), reader.GetInt64(at + 1), reader.GetInt64(at + 2), reader.GetInt64(at + 3), reader.GetInt64(at + 4));

    public static PullStreamInfo Stream(NpgsqlDataReader reader, int at) => new()
    {
        Name = reader.GetString(at),
        Title = reader.GetString(at + 1),
        State = reader.State<PullStreamState>(at + 2),
        StartedAt = reader.Nullable<DateTimeOffset>(at + 3),
        FinishedAt = reader.Nullable<DateTimeOffset>(at + 4),
        Calls = reader.GetInt64(at + 5),
        Waited = TimeSpan.FromMilliseconds(reader.GetInt64(at + 6)),
        Expected = reader.Nullable<long>(at + 7),
        Records = Totals(reader, at + 8),
        ErrorKind = reader.State<PullErrorKind>(at + 13),
        Error = reader.Text(at + 14),
        Warnings = reader.GetFieldValue<string[]>(at + 15),
        Details = reader.Text(at + 16),
    };
}
