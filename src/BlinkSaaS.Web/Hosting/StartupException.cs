namespace BlinkSaaS.Web.Hosting;

/// <summary>The program cannot start. The message says what is and what to do; it is printed without a stack trace.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
