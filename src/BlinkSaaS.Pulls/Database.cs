using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls;

/// <summary>Short forms for statements: every one is parameters and constant text.</summary>
internal static class Database
{
    public static NpgsqlCommand With(this NpgsqlCommand command, ConnectionKey key) =>
        command.With(key.WorkspaceId).With(key.ConnectionId);

    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    public static NpgsqlCommand With(this NpgsqlCommand command, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, ConnectionKey key) =>
        command.With(key.WorkspaceId).With(key.ConnectionId);

    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }

    public static NpgsqlCommand With(this NpgsqlCommand command, Records.StreamKey stream) =>
        command.With(stream.Connection).With(stream.StreamId);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, Records.StreamKey stream) =>
        command.With(stream.Connection).With(stream.StreamId);

    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    public static T? Nullable<T>(this NpgsqlDataReader reader, int column) where T : struct =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    public static string? Text(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    public static T State<T>(this NpgsqlDataReader reader, int column) where T : struct, Enum =>
        Enum.Parse<T>(reader.GetString(column), ignoreCase: true);

    /// <summary>How a state is written in the tables.</summary>
    public static string Name<T>(this T state) where T : struct, Enum => state switch
    {
        PullState.Queued or PullStreamState.Queued => "queued",
        PullState.Running => "running",
        PullState.Waiting => "waiting",
        PullState.Done or PullStreamState.Done => "done",
        PullState.Failed or PullStreamState.Failed => "failed",
        PullState.Cancelled => "cancelled",
        PullStreamState.Pulling => "pulling",
        PullStreamState.Skipped => "skipped",
        PullWait.Budget => "budget",
        PullWait.Source => "source",
        PauseReason.Person => "person",
        PauseReason.Credential => "credential",
        PauseReason.Failures => "failures",
        PauseReason.Left => "left",
        PullErrorKind.None => "none",
        PullErrorKind.Credential => "credential",
        PullErrorKind.Access => "access",
        PullErrorKind.Unavailable => "unavailable",
        PullErrorKind.Defect => "defect",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "The tables have no word for it."),
    };
}
