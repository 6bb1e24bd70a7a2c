namespace BlinkSaaS.Pulls;

/// <summary>Another worker holds the pull, or its connection is gone: nothing was committed and nothing may be.</summary>
internal sealed class LeaseLostException() : Exception("The lease of the pull is lost.");

/// <summary>The plugin did what the contract forbids.</summary>
internal sealed class SourceDefectException(string message, Exception? inner = null) : Exception(message, inner);
