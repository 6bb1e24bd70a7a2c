using BlinkSaaS.Sources.Hosting.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.Hosting.Tests;

public sealed class SourceCheckTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_good_credential_is_ok_with_lengths_cut_and_secrets_out()
    {
        var outcome = await CheckAsync((_, _) => Task.FromResult(new CheckResult
        {
            Account = new string('M', 500),
            Sees = [.. Enumerable.Range(0, 100).Select(i => new Sight("Things", i))],
            Warnings = [$"Seen: {FakeSource.Token}"],
            EstimatedCalls = -1,
        }));

        var result = Assert.IsType<CheckOutcome.Ok>(outcome).Result;
        Assert.Equal((200, 20, null), (result.Account.Length, result.Sees.Count, result.EstimatedCalls));
        Assert.Equal("Seen: [secret]", Assert.Single(result.Warnings));
    }

    [Fact]
    public async Task Exceptions_of_the_contract_become_their_outcomes_without_secrets()
    {
        Assert.Equal(new CheckOutcome.Rejected("No [secret]."), await CheckAsync((_, _) => throw new CredentialRejectedException($"No {FakeSource.Token}.")));
        Assert.Equal(new CheckOutcome.Denied("Not that."), await CheckAsync((_, _) => throw new AccessDeniedException("Not that.")));
        Assert.Equal(new CheckOutcome.Unavailable("Later."), await CheckAsync((_, _) => throw new SourceUnavailableException("Later.")));
    }

    [Fact]
    public async Task Everything_else_is_the_plugins_defect()
    {
        Func<ISourceContext, CancellationToken, Task<CheckResult>>[] defects =
        [
            (_, _) => throw new InvalidOperationException($"With {FakeSource.Token}"),
            (_, _) => throw new TimeoutException(),
            (_, _) => throw new OperationCanceledException(),
            (_, _) => throw new HatefulException(),
            (_, _) => Task.FromResult<CheckResult>(null!),
            (_, _) => Task.FromResult(new CheckResult { Account = "x", Sees = [null!] }),
            (context, token) => Get(context, "https://elsewhere.example.org/", token),
        ];
        foreach (var defect in defects)
        {
            var outcome = Assert.IsType<CheckOutcome.Defect>(await CheckAsync(defect));
            Assert.Contains("plugin made a mistake", outcome.Message, StringComparison.Ordinal);
            Assert.NotEmpty(outcome.Detail);
            Assert.DoesNotContain(FakeSource.Token, outcome.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_check_that_hangs_ends_after_its_time(bool blocks)
    {
        using var release = new ManualResetEventSlim();
        var hangs = new TaskCompletionSource();
        var checking = CheckAsync(async (_, _) =>
        {
            hangs.SetResult();
            if (blocks)
                release.Wait(CancellationToken.None);
            else
                await new TaskCompletionSource().Task;
            return new CheckResult { Account = "x" };
        });
        await hangs.Task;
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("Fake did not answer within 30 seconds. Try again in a minute.", Assert.IsType<CheckOutcome.Unavailable>(await checking).Message);
        release.Set();
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_obeyed()
    {
        using var caller = new CancellationTokenSource();
        var hangs = new TaskCompletionSource();
        var checking = CheckAsync(
            async (_, _) =>
            {
                hangs.SetResult();
                await new TaskCompletionSource().Task;
                return new CheckResult { Account = "x" };
            },
            caller.Token);
        await hangs.Task;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checking);
    }

    [Fact]
    public async Task A_source_that_is_gone_is_unavailable()
    {
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor));
        var outcome = await sessions.Check.CheckAsync(
            FakeSource.Credentials() with { SourceKey = "gone" }, sessions.Budget, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Contains("not installed", Assert.IsType<CheckOutcome.Unavailable>(outcome).Message, StringComparison.Ordinal);
    }

    private static async Task<CheckResult> Get(ISourceContext context, string address, CancellationToken cancellationToken)
    {
        using var response = await context.Http.GetAsync(new Uri(address), cancellationToken);
        return new CheckResult { Account = response.ReasonPhrase! };
    }

    private async Task<CheckOutcome> CheckAsync(
        Func<ISourceContext, CancellationToken, Task<CheckResult>> check, CancellationToken? cancellationToken = null)
    {
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor, check), clock: _clock);
        return await sessions.Check.CheckAsync(
            FakeSource.Credentials(), sessions.Budget, TimeSpan.FromSeconds(30), cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private sealed class HatefulException : Exception
    {
        public override string Message => throw new InvalidOperationException("Never ask.");

        public override string ToString() => throw new InvalidOperationException("Never ask.");
    }
}
