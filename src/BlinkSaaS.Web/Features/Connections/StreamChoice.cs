using BlinkSaaS.Sources;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>The check boxes of the streams as a form sends them.</summary>
public sealed class StreamChoice
{
    /// <summary>What is said where none is chosen.</summary>
    public const string NoneChosen = "Choose at least one stream.";

    /// <summary>Whether the form had the check boxes: one without any of them chosen is told apart from one without them.</summary>
    public bool Shown { get; set; }

    /// <summary>The chosen ones.</summary>
    public List<string> Names { get; set; } = [];

    /// <summary>The choice as it is stored: of what the source has, in its order; null for the source's own selection.</summary>
    public IReadOnlyList<string>? Among(SourceDescriptor source)
    {
        if (!Shown || source.Streams.Count == 0)
            return null;
        var chosen = source.Streams.Where(s => Names.Contains(s.Name)).ToList();
        return chosen.Select(s => s.Name).SequenceEqual(source.Streams.Where(s => s.SelectedByDefault).Select(s => s.Name)) ? null : [.. chosen.Select(s => s.Name)];
    }

    /// <summary>The check boxes of a source as they were chosen before, or as it selects them.</summary>
    public static StreamField Field(SourceDescriptor source, IReadOnlyList<string>? chosen, string? error = null) =>
        new([.. source.Streams.Select(s => new StreamOption(s, chosen?.Contains(s.Name) ?? s.SelectedByDefault))], error);
}

/// <summary>What the partial with the streams shows.</summary>
public sealed record StreamField(IReadOnlyList<StreamOption> Options, string? Error)
{
    /// <summary>How many are chosen.</summary>
    public int Chosen => Options.Count(o => o.Chosen);
}

/// <summary>A stream and whether it is pulled.</summary>
public sealed record StreamOption(StreamDescriptor Stream, bool Chosen);
