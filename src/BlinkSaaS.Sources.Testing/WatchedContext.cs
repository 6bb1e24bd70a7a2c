using System.Collections.Concurrent;
using BlinkSaaS.Sources.Hosting;

namespace BlinkSaaS.Sources.Testing;

/// <summary>A session of the host, whose log is read before the host takes secrets out of it.</summary>
internal sealed class WatchedContext(SourceSession session, ConcurrentQueue<string> written) : ISourceContext, IDisposable
{
    public HttpClient Http => session.Http;

    public IReadOnlyDictionary<string, string> Settings => session.Settings;

    public TimeProvider Clock => session.Clock;

    public void Log(SourceLogLevel level, string message)
    {
        written.Enqueue(message);
        session.Log(level, message);
    }

    public void Dispose() => session.Dispose();
}
