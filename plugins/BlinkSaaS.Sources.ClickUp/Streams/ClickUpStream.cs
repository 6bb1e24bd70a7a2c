using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>One stream: what it is and how it is read. Holds no state.</summary>
internal abstract class ClickUpStream
{
    public abstract StreamDescriptor Descriptor { get; }

    public virtual async IAsyncEnumerable<Partition> PartitionAsync(
        ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        yield return Partition.Whole;
    }

    public abstract IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, CancellationToken cancellationToken);
}

/// <summary>The typed cells of a record; what has no value is left out.</summary>
internal sealed class Cells
{
    private readonly Dictionary<string, object?> _values = [];

    public object? this[string column]
    {
        get => _values.GetValueOrDefault(column);
        set
        {
            if (value is not null)
                _values[column] = value;
        }
    }

    public RecordMessage Of(JsonElement raw) => RecordMessage.From(raw, _values);
}
