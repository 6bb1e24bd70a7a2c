namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>What the innermost handler tells the budget about one try, failed ones included.</summary>
internal sealed class CallNote
{
    private static readonly HttpRequestOptionsKey<CallNote> s_key = new("BlinkSaaS.CallNote");

    /// <summary>Whether the try came as far as the connection.</summary>
    public bool Sent { get; set; }

    /// <summary>When the headers came.</summary>
    public long Answered { get; private set; }

    /// <summary>The answer, where its headers came, even when its body then failed. Read its headers only.</summary>
    public HttpResponseMessage? Answer { get; private set; }

    public static CallNote Attach(HttpRequestMessage request)
    {
        var note = new CallNote();
        request.Options.Set(s_key, note);
        return note;
    }

    public static CallNote? Of(HttpRequestMessage request) => request.Options.TryGetValue(s_key, out var note) ? note : null;

    public void HeadersCame(HttpResponseMessage answer, long timestamp) => (Answer, Answered) = (answer, timestamp);
}
