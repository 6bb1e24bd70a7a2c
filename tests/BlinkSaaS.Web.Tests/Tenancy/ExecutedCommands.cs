using System.Collections.Concurrent;
using System.Diagnostics;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>
/// What the database was asked on behalf of one request: the texts of the commands, whoever sent them. The request carries a
/// trace of its own, under which the database's driver reports.
/// </summary>
internal sealed class ExecutedCommands : IDisposable
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Open = new();
    private static readonly ActivityListener Listener = Listen();
    private readonly Browser _browser;
    private readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();

    public ExecutedCommands(Browser browser)
    {
        Assert.NotNull(Listener);
        Open[_trace] = [];
        (_browser = browser).Trace = $"00-{_trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01";
    }

    /// <summary>In their order, without the note that the person was here, which is written once a minute.</summary>
    public IReadOnlyList<string> Texts => [.. Open[_trace].Where(text => !text.Contains("UPDATE sessions", StringComparison.Ordinal))];

    public void Dispose()
    {
        _browser.Trace = null;
        Open.TryRemove(_trace, out _);
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && Open.TryGetValue(activity.TraceId.ToHexString(), out var texts)
                    && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text)
                {
                    texts.Enqueue(text);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
