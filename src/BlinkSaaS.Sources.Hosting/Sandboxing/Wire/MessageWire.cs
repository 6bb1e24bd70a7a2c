namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

internal enum MessageKind : byte
{
    Record = 1,
    Columns,
    Deleted,
    Checkpoint,
    Progress,
    Warning,
    Complete,
}

/// <summary>Writes what a read yields. One for each call: names of cells are sent once.</summary>
internal sealed class MessageEncoder
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    public void Write(PayloadWriter to, SourceMessage message)
    {
        switch (message)
        {
            case RecordMessage record:
                WriteRecord(to, record);
                break;
            case ColumnsMessage columns:
                to.Byte((byte)MessageKind.Columns).Bytes(ContractJson.Write(columns.Columns));
                break;
            case DeletedMessage deleted:
                to.Byte((byte)MessageKind.Deleted).Number(deleted.Key.Count);
                foreach (var value in deleted.Key)
                    CellWire.Write(to, value);
                break;
            case CheckpointMessage checkpoint:
                to.Byte((byte)MessageKind.Checkpoint).Text(checkpoint.State);
                break;
            case ProgressMessage progress:
                to.Byte((byte)MessageKind.Progress).Long(progress.ExpectedRecords);
                break;
            case WarningMessage warning:
                to.Byte((byte)MessageKind.Warning).Text(warning.Text);
                break;
            case StreamCompleteMessage complete:
                to.Byte((byte)MessageKind.Complete).Byte(complete.Complete ? (byte)1 : (byte)0).Bytes(ContractJson.Write(complete.Sight));
                break;
            default:
                throw new InvalidOperationException("The source sent nothing where something was due.");
        }
    }

    private void WriteRecord(PayloadWriter to, RecordMessage record)
    {
        to.Byte((byte)MessageKind.Record).Bytes(record.Raw.Span).Number(record.Cells.Count);
        foreach (var (name, value) in record.Cells)
        {
            if (_names.TryGetValue(name, out var known))
            {
                to.Number(known);
            }
            else
            {
                _names[name] = _names.Count;
                to.Number(-1).Text(name);
            }

            CellWire.Write(to, value);
        }
    }
}

/// <summary>Reads what <see cref="MessageEncoder"/> wrote.</summary>
internal sealed class MessageDecoder
{
    private readonly List<string> _names = [];

    /// <exception cref="WireException">It is no message.</exception>
    public SourceMessage Read(PayloadReader from) => (MessageKind)from.Byte() switch
    {
        MessageKind.Record => new RecordMessage(from.Bytes(), Cells(from)),
        MessageKind.Columns => new ColumnsMessage(ContractJson.Read<List<Column>>(from.Bytes())),
        MessageKind.Deleted => new DeletedMessage(Key(from)),
        MessageKind.Checkpoint => new CheckpointMessage(from.Text()),
        MessageKind.Progress => new ProgressMessage(from.Long()),
        MessageKind.Warning => new WarningMessage(from.Text()),
        MessageKind.Complete => new StreamCompleteMessage(from.Byte() != 0, ContractJson.ReadOrNull<List<string>>(from.Bytes())),
        _ => throw new WireException("A message is of an unknown kind."),
    };

    private Dictionary<string, object?> Cells(PayloadReader from)
    {
        var count = from.Count();
        var cells = new Dictionary<string, object?>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            cells[Name(from)] = CellWire.Read(from);
        return cells;
    }

    private string Name(PayloadReader from)
    {
        var known = from.Number();
        if (known >= 0)
            return known < _names.Count ? _names[known] : throw new WireException("A cell has no name.");
        if (_names.Count >= WireLimits.NamesOfCells)
            throw new WireException("It sent cells with more names than a stream can have columns.");
        var name = from.Text();
        _names.Add(name);
        return name;
    }

    private static List<object> Key(PayloadReader from)
    {
        var count = from.Count();
        var values = new List<object>(count);
        for (var i = 0; i < count; i++)
            values.Add(CellWire.Read(from) ?? "");
        return values;
    }
}
