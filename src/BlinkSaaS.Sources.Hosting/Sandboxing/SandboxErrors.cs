using System.Text;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>The beginning of what a process wrote to its error output: where the runtime says why it ended. The rest is dropped.</summary>
internal sealed class SandboxErrors
{
    private const int Kept = 4000;

    private readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_text)
                return FailureWire.Plain(_text.ToString(), Kept);
        }
    }

    public void Drain(StreamReader errors) => _ = Task.Run(() => DrainAsync(errors));

    private async Task DrainAsync(StreamReader errors)
    {
        var buffer = new char[1024];
        try
        {
            while (await errors.ReadAsync(buffer) is > 0 and var length)
            {
                lock (_text)
                    _text.Append(buffer, 0, Math.Min(length, Kept - Math.Min(Kept, _text.Length)));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process ended.
        }
    }
}
