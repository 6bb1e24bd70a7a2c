using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Sources.Hosting.Sessions;

internal sealed class HostedSession(
    ISource source, HttpClient http, IReadOnlyDictionary<string, string> settings, CallMeter meter, PluginLog log, TimeProvider clock, IDisposable? process = null)
    : SourceSession
{
    public override HttpClient Http => http;

    public override IReadOnlyDictionary<string, string> Settings => settings;

    public override TimeProvider Clock => clock;

    public override ISource Source => source;

    public override CallMeter Meter => meter;

    public override void Log(SourceLogLevel level, string message) => log.Write(level, message);

    public override void Dispose()
    {
        process?.Dispose();
        http.Dispose();
        log.Close();
    }
}
