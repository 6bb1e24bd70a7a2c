namespace BlinkSaaS.Web.Features.Connections;

/// <summary>The form of Set Up Credentials: as it is sent, and as a draft has it.</summary>
public sealed class DraftForm
{
    /// <summary>Connection Name.</summary>
    public string? Name { get; set; }

    /// <summary>The source's fields, by key.</summary>
    public Dictionary<string, string?> Fields { get; set; } = [];

    /// <summary>The chosen privacy; null where none was sent, or none that there is. Nothing is shared by leaving it out.</summary>
    public Privacy? Privacy { get; set; }

    /// <summary>The chosen teams.</summary>
    public List<int> Teams { get; set; } = [];

    /// <summary>The chosen streams.</summary>
    public StreamChoice Streams { get; set; } = new();

    /// <summary>For whom the connection is.</summary>
    public PrivacyChoice Audience => PrivacyChoice.Of(Privacy, Teams);

    /// <summary>What a draft keeps of it.</summary>
    public DraftInput Input => new(Name, Fields, Audience, Streams);

    /// <summary>What was typed so far; secrets are not written back.</summary>
    public static DraftForm Of(ConnectionDraft draft) => new()
    {
        Name = draft.Name,
        Fields = ChosenStreams.Without(draft.Settings).ToDictionary(setting => setting.Key, setting => (string?)setting.Value),
        Privacy = draft.Privacy,
        Teams = [.. draft.TeamIds],
    };
}
