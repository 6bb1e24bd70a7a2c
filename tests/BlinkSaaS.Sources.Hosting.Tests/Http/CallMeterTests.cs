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

    [Fact]
    public async Task Calls_of_flows_that_run_at_the_same_time_are_counted_by_the_scope_of_each()
    {
        var (tasks, lists) = (new CallMeter("tasks"), new CallMeter("lists"));
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var flows = Task.WhenAll(CallAsync(tasks, 30), CallAsync(lists, 20));
        start.SetResult();
        await flows;
        _meter.Sent();

        Assert.Equal((51, 30, 20), (_meter.Calls, tasks.Calls, lists.Calls));
        Assert.Null(CallScope.Meter);

        async Task CallAsync(CallMeter scope, int calls)
        {
            CallScope.Enter(scope);
            await start.Task;
            await Parallel.ForAsync(0, calls, TestContext.Current.CancellationToken, async (_, _) =>
            {
                await Task.Yield();
                _meter.Sent();
            });
        }
    }

    [Fact]
    public async Task A_flow_waits_while_another_calls()
    {
        var (tasks, lists) = (new CallMeter("tasks"), new CallMeter("lists"));
        await InAsync(lists, () => _meter.WaitBegan(_clock));
        await InAsync(lists, () => _meter.WaitEnded(_clock, mayCall: true));
        await InAsync(tasks, () => _meter.WaitBegan(_clock));
        Pass(10);
        await InAsync(tasks, () => _meter.WaitEnded(_clock, mayCall: false));

        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(10), TimeSpan.Zero), (_meter.Waited, tasks.Waited, lists.Waited));
    }

    [Fact]
    public void A_stall_of_a_second_is_told_once_with_its_ends()
    {
        var began = _clock.GetTimestamp();
        _meter.WaitBegan(_clock);
        Pass(3);
        _meter.WaitBegan(_clock);
        Assert.Equal(began, _meter.StalledSince);
        Assert.Empty(_meter.TakeStalls());
        Pass(2);
        _meter.WaitEnded(_clock, mayCall: true);

        Assert.Null(_meter.StalledSince);
        var stall = Assert.Single(_meter.TakeStalls());
        Assert.Equal((began, TimeSpan.FromSeconds(5)), (stall.From, _clock.GetElapsedTime(stall.From, stall.To)));
        Assert.Empty(_meter.TakeStalls());
    }

    private static async Task InAsync(CallMeter scope, Action act)
    {
        CallScope.Enter(scope);
        await Task.Yield();
        act();
    }

    private void Pass(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
