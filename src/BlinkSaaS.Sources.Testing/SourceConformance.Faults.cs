using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using Xunit;

namespace BlinkSaaS.Sources.Testing;

#pragma warning disable CA1707 // Facts are sentences, here as in a test project.
public abstract partial class SourceConformance
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    /// <summary>A dead credential stops the check and every read, and no more calls are made with it.</summary>
    [Fact]
    public async Task A_rejected_credential_ends_everything()
    {
        var parts = await PartsAsync();
        Detour.Interfere(new Interference.Answer(WithSecret(RejectedCredential)));
        await Assert.ThrowsAsync<CredentialRejectedException>(CheckAsync);
        foreach (var part in parts)
        {
            Detour.Interfere(new Interference.Answer(WithSecret(RejectedCredential)));
            var read = await TryReadAsync(part, null, TestToken);
            Assert.True(read.Problem is CredentialRejectedException, $"{part} ended with {Name(read.Problem)} and must end with CredentialRejectedException.");
            Assert.InRange(Detour.Calls.Count, 1, Source.Describe().RateLimit.MaxConcurrency);
        }
    }

    /// <summary>A call that is refused for its rate is repeated by the host; the source must not notice.</summary>
    [Fact]
    public Task Refused_calls_lose_nothing() =>
        AssertNothingLostAsync(() => new Interference.Answer(new CannedAnswer((int)HttpStatusCode.TooManyRequests, "{}"), Times: 3));

    /// <summary>A single failure is repeated by the host; the source must not notice.</summary>
    [Fact]
    public Task A_failure_by_chance_loses_nothing() =>
        AssertNothingLostAsync(() => new Interference.Answer(new CannedAnswer((int)HttpStatusCode.InternalServerError, ""), Times: 1));

    /// <summary>A server that fails and goes on failing: try later, from the last checkpoint.</summary>
    [Fact]
    public Task A_failing_server_makes_the_read_go_on_later() =>
        AssertGoesOnLaterAsync(() => new Interference.Answer(new CannedAnswer((int)HttpStatusCode.InternalServerError, "Internal error", "text/plain")));

    /// <summary>A page of a proxy in the place of data: try later, from the last checkpoint.</summary>
    [Fact]
    public Task A_web_page_in_the_place_of_data_makes_the_read_go_on_later() =>
        AssertGoesOnLaterAsync(() => new Interference.Answer(new CannedAnswer((int)HttpStatusCode.OK, "<html><body>Back soon</body></html>", "text/html")));

    /// <summary>Half an answer is no answer: try later, from the last checkpoint.</summary>
    [Fact]
    public Task A_body_that_is_cut_off_makes_the_read_go_on_later() => AssertGoesOnLaterAsync(() => new Interference.CutOff());

    /// <summary>A short page is not the last one.</summary>
    [Fact]
    public async Task Short_pages_lose_nothing()
    {
        var parts = await PartsAsync();
        var expected = new List<SortedSet<string>>();
        foreach (var part in parts)
            expected.Add(PartRead.Keys(await ReadAsync(part)));
        Assert.SkipUnless(UseShortPages(), "The fake API has no short pages.");
        foreach (var (part, keys) in parts.Zip(expected))
            AssertSame(keys, PartRead.Keys(await ReadAsync(part)), $"{part} with short pages");
    }

    /// <summary>A page that comes again ends the read with an error: not with an endless loop, nor as if all had been read.</summary>
    [Fact]
    public async Task A_repeated_page_ends_the_read()
    {
        Assert.SkipWhen(PageParameter is null, "The API is not paged.");
        var wasRepeated = false;
        foreach (var part in await PartsAsync())
        {
            Detour.Interfere(new Interference.None());
            var whole = await ReadAsync(part);
            if (!Detour.Calls.Any(call => IsLaterPage(call.PathAndQuery)))
                continue;
            wasRepeated = true;
            Detour.Interfere(new Interference.RepeatPage(PageParameter!));
            var read = await TryReadAsync(part, null, TestToken);
            Assert.True(read.Problem is SourceUnavailableException, $"{part} ended with {Name(read.Problem)} and must end with SourceUnavailableException.");
            Detour.Interfere(new Interference.None());
            await AssertGoesOnAsync(part, read, PartRead.Keys(whole));
        }

        Assert.True(wasRepeated, "No stream of the fake API has a second page; give one more records.");

        bool IsLaterPage(string pathAndQuery) => Detour.Calls.Count(c => c.PathAndQuery.Split('?')[0] == pathAndQuery.Split('?')[0]
            && c.PathAndQuery.Contains(PageParameter + "=", StringComparison.Ordinal)) > 2;
    }

    /// <summary>A read that is cancelled while it waits for an answer ends at once; one that is cancelled before makes no call.</summary>
    [Fact]
    public async Task Cancellation_stops_at_once()
    {
        foreach (var part in await PartsAsync())
        {
            using var already = new CancellationTokenSource();
            await already.CancelAsync();
            Detour.Interfere(new Interference.None());
            Assert.IsAssignableFrom<OperationCanceledException>((await TryReadAsync(part, null, already.Token)).Problem);
            Assert.Empty(Detour.Calls);

            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestToken);
            var hang = new Interference.Hang();
            Detour.Interfere(hang);
            var reading = TryReadAsync(part, null, cancel.Token);
            await hang.Reached.Task.WaitAsync(AtOnce, TimeProvider.System, TestToken);
            await cancel.CancelAsync();
            var read = await reading.WaitAsync(AtOnce, TimeProvider.System, TestToken);
            hang.Released.SetResult();
            Assert.True(read.Problem is OperationCanceledException, $"{part} ended with {Name(read.Problem)} after it was cancelled.");
        }
    }

    /// <summary>The secret is in no line of the log, no checkpoint and no sentence, even where the API repeats it.</summary>
    [Fact]
    public async Task Nothing_written_holds_the_secret()
    {
        var check = await CheckAsync();
        List<string?> texts = [check.Account, .. check.Warnings, .. check.Sees.Select(s => s.What)];
        foreach (var part in await PartsAsync())
        {
            Detour.Interfere(new Interference.None());
            var whole = await ReadAsync(part);
            Detour.Interfere(new Interference.Answer(WithSecret(RejectedCredential)));
            var rejected = await TryReadAsync(part, null, TestToken);
            texts.AddRange([part.Partition.Key, part.Partition.Title, rejected.Problem?.Message]);
            texts.AddRange(whole.Messages.OfType<CheckpointMessage>().Select(c => c.State));
            texts.AddRange(whole.Messages.OfType<WarningMessage>().Select(w => w.Text));
        }

        texts.AddRange(_written);
        foreach (var secret in Credentials.Secrets.Values)
            Assert.All(texts, text => Assert.DoesNotContain(secret, text ?? "", StringComparison.Ordinal));
    }

    /// <summary>
    /// Requests stay at the base address, which is all that the host permits here, and carry the authorization of the host.
    /// </summary>
    [Fact]
    public async Task Only_permitted_hosts_are_called()
    {
        await CheckAsync();
        foreach (var part in await PartsAsync())
            Assert.False((await TryReadAsync(part, null, TestToken)).Problem is RequestRefusedException, $"{part} called another host.");
        Assert.NotEmpty(Detour.Calls);
        Assert.All(Detour.Calls, call => Assert.StartsWith(Detour.Address.AbsolutePath, call.PathAndQuery, StringComparison.Ordinal));
        if (Source.Describe().Authorization is HeaderAuthorization { Name: "Authorization" } header)
        {
            var expected = header.Format.Replace("{0}", Credentials.Secrets[header.Field], StringComparison.Ordinal);
            Assert.All(Detour.Calls, call => Assert.Equal(expected, call.Authorization));
        }
    }

    /// <summary>The interference happens in the middle of the read.</summary>
    private async Task AssertNothingLostAsync(Func<Interference> interference)
    {
        foreach (var part in await PartsAsync())
        {
            Detour.Interfere(new Interference.None());
            var expected = PartRead.Keys(await ReadAsync(part));
            Detour.Interfere(interference() with { AfterCalls = Detour.Calls.Count / 2 });
            AssertSame(expected, PartRead.Keys(await ReadAsync(part)), part.ToString());
        }
    }

    /// <summary>From the middle of the read on, the interference does not end.</summary>
    private async Task AssertGoesOnLaterAsync(Func<Interference> interference)
    {
        var parts = await PartsAsync();
        Detour.Interfere(interference());
        await Assert.ThrowsAsync<SourceUnavailableException>(CheckAsync);
        foreach (var part in parts)
        {
            Detour.Interfere(new Interference.None());
            var expected = PartRead.Keys(await ReadAsync(part));
            Detour.Interfere(interference() with { AfterCalls = Detour.Calls.Count / 2 });
            var read = await TryReadAsync(part, null, TestToken);
            Assert.True(read.Problem is SourceUnavailableException, $"{part} ended with {Name(read.Problem)} and must end with SourceUnavailableException.");
            Detour.Interfere(new Interference.None());
            await AssertGoesOnAsync(part, read, expected);
        }
    }

    private async Task AssertGoesOnAsync(Part part, PartRead cutShort, SortedSet<string> expected)
    {
        var rest = await ReadAsync(part, cutShort.LastCheckpoint);
        AssertSame(expected, PartRead.Keys(cutShort.Committed(), rest), $"{part}, resumed after it was cut short");
    }

    private CannedAnswer WithSecret(CannedAnswer answer) =>
        answer with { Body = answer.Body.Replace("{secret}", Credentials.Secrets.Values.FirstOrDefault(), StringComparison.Ordinal) };

    private static string Name(Exception? problem) => problem is null ? "no error" : $"{problem.GetType().Name} ({problem.Message})";
}
