using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.Hosting.Tests.Sessions;

public sealed class PluginLogTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<(SourceLogLevel Level, string Line)> _written = [];

    [Fact]
    public void A_long_line_is_cut()
    {
        Log().Write(SourceLogLevel.Information, new string('x', 5000));
        Assert.Equal(PluginLog.MaxLength, Assert.Single(_written).Line.Length);
    }

    [Theory]
    [InlineData("token is s3cr&t", "token is [secret]")]
    [InlineData("?key=s3cr%26t&x=1", "?key=[secret]&x=1")]
    [InlineData("Basic czNjciZ0", "Basic [secret]")]
    [InlineData("two\r\nlines", "two  lines")]
    [InlineData(null, "")]
    public void Secrets_and_line_breaks_are_taken_out(string? line, string written)
    {
        Log().Write(SourceLogLevel.Warning, line!);
        Assert.Equal((SourceLogLevel.Warning, written), Assert.Single(_written));
    }

    [Fact]
    public void A_secret_is_taken_out_where_the_line_is_cut()
    {
        Log().Write(SourceLogLevel.Information, new string('x', PluginLog.MaxLength - 3) + "s3cr&t");
        Assert.DoesNotContain("s3c", Assert.Single(_written).Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_over_the_rate_are_left_out_and_counted()
    {
        var log = Log();
        for (var i = 0; i < 1_000_000; i++)
            log.Write(SourceLogLevel.Information, "again");
        Assert.Equal(PluginLog.Burst, _written.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        log.Write(SourceLogLevel.Information, "later");

        Assert.Equal((SourceLogLevel.Warning, "999,900 lines were left out, because the plugin wrote more than 10 a second."), _written[^2]);
        Assert.Equal("later", _written[^1].Line);
    }

    [Fact]
    public void Closing_tells_what_was_left_out_at_the_end()
    {
        var log = Log();
        for (var i = 0; i <= PluginLog.Burst; i++)
            log.Write(SourceLogLevel.Information, "again");
        log.Close();
        Assert.StartsWith("1 lines were left out", _written[^1].Line, StringComparison.Ordinal);
    }

    private PluginLog Log() => new(new SecretText(["s3cr&t"], []), (level, line) => _written.Add((level, line)), _clock);
}
