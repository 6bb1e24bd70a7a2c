namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>The plugin asked for something that no plugin may do, such as a call to another host: its defect.</summary>
public sealed class RequestRefusedException(string message) : InvalidOperationException(message);
