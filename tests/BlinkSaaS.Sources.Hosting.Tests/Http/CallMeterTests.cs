using BlinkSaaS.Sources.Hosting.Http;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

public sealed class CallMeterTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CallMeter _meter = new();

    [Fact]
    public void Calls_that_wait_side_by_side_wait_once()
    {
        _meter.WaitBegan(_clock);
        _meter.WaitBegan(_clock);
        Pass(10);
        _meter.WaitEnded(_clock, mayCall: true);
        _meter.WaitEnded(_clock, mayCall: true);

        Assert.Equal(TimeSpan.FromSeconds(10), _meter.Waited);
    }

    [Fact]
    public void Waiting_while_another_call_is_on_its_way_is_work()
    {
        _meter.WaitBegan(_clock);
        _meter.WaitEnded(_clock, mayCall: true);
        _meter.WaitBegan(_clock);
        Pass(4);
        _meter.CallEnded(_clock);
        Pass(2);
        _meter.WaitEnded(_clock, mayCall: false);
        Pass(5);

        Assert.Equal(TimeSpan.FromSeconds(2), _meter.Waited);
    }

    private void Pass(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
