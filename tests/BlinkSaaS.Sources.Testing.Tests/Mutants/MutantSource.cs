using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.Testing.Tests.Mutants;

/// <summary>A small sound source, with one mistake.</summary>
internal sealed class MutantSource(Mutation mutation) : ISource
{
    private StreamDescriptor Items => new()
    {
        Name = Is(Mutation.NamesAStreamWithBlanks) ? "all items" : "items",
        Title = "Items",
        Description = "Items.",
        Columns = [new Column("name", "Name", ColumnType.Text), new Column("at", "At", ColumnType.Timestamp), new Column("id", "ID", ColumnType.Text)],
        PrimaryKey = [Is(Mutation.NamesAKeyThatIsNoColumn) ? "key" : "id"],
        Incremental = true,
    };

    public SourceDescriptor Describe() => new()
    {
        Key = "mutant",
        Name = Is(Mutation.DescribesItselfAnewEachTime) ? $"Mutant {Guid.NewGuid()}" : "Mutant",
        Description = "A source with a mistake.",
        BaseAddress = new Uri("https://api.example.com/v1/"),
        Authorization = new HeaderAuthorization("Authorization", "token", "Bearer {0}"),
        Fields = [new CredentialField { Key = "token", Label = "Token", Kind = CredentialFieldKind.Secret }],
        RateLimit = new RateLimit { Permits = 100_000, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 2 },
    };

    public async Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        try
        {
            using var me = await GetAsync(context, "me", cancellationToken) ?? throw new SourceUnavailableException("It does not answer. Try again later.");
            return new CheckResult { Account = Is(Mutation.HasNoAccount) ? "" : me.RootElement.GetProperty("name").GetString()! };
        }
        catch (CredentialRejectedException) when (Is(Mutation.SwallowsARejectedCredentialInTheCheck))
        {
            return new CheckResult { Account = "Somebody" };
        }
    }

    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Items;
    }

    public async IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Is(Mutation.PartitionsAnewEachTime) ? new Partition(Guid.NewGuid().ToString(), "Part") : Partition.Whole;
    }

    public async IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Is(Mutation.AsksWhenItIsCancelledAlready))
            using (await GetAsync(context, "me", CancellationToken.None)) { }
        var page = request.Full || request.Checkpoint is null ? 1 : JsonDocument.Parse(request.Checkpoint).RootElement.GetProperty("page").GetInt32();
        var forget = Is(Mutation.ForgetsTheFirstRecordWhenItGoesOn) && page > 1;
        string? before = null;
        for (var more = true; more; page++)
        {
            using var answer = await PageAsync(context, page, cancellationToken);
            if (answer is null)
                break; // what a mistaken source takes for the end
            var items = answer.RootElement.GetProperty("items").EnumerateArray().ToList();
            var first = items.Count > 0 ? items[0].GetProperty("id").GetString() : null;
            if (first is not null && first == before && !Is(Mutation.AsksForEverWhenAPageComesAgain))
                throw new SourceUnavailableException("The same page came twice. The pull goes on later.");
            before = first;
            more = answer.RootElement.GetProperty("more").GetBoolean() && !Is(Mutation.StopsAfterTheFirstPage)
                && !(Is(Mutation.StopsAtAShortPage) && items.Count < MutantApi.PageSize);
            if (more && Is(Mutation.ChecksInBeforeTheRecords))
                yield return At(page + 1);
            foreach (var item in items.Skip(forget ? 1 : 0))
                yield return Record(item);
            forget = false;
            if (more && !Is(Mutation.ChecksInBeforeTheRecords))
                yield return At(Is(Mutation.SkipsAPageAtItsCheckpoint) ? page + 2 : page + 1);
        }

        if (!Is(Mutation.LastCheckpointIsMissing))
            yield return At(1);
        if (!Is(Mutation.SaysNothingAtTheEnd))
            yield return new StreamCompleteMessage(Complete: !Is(Mutation.CallsAnIncompleteWalkComplete));
    }

    private async Task<JsonDocument?> PageAsync(ISourceContext context, int page, CancellationToken cancellationToken)
    {
        try
        {
            if (Is(Mutation.CallsAnotherHost))
                using (await context.Http.GetAsync(new Uri("https://elsewhere.example.org/collect"), cancellationToken)) { }
            return await GetAsync(context, $"items?page={page}", Is(Mutation.IgnoresCancellation) ? CancellationToken.None : cancellationToken);
        }
        catch (CredentialRejectedException) when (Is(Mutation.SwallowsARejectedCredential))
        {
            return null;
        }
        catch (SourceUnavailableException) when (Is(Mutation.TakesAFailureForTheEnd))
        {
            return null;
        }
    }

    private async Task<JsonDocument?> GetAsync(ISourceContext context, string path, CancellationToken cancellationToken)
    {
        using var response = await context.Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        var body = await ReadAsync(response, cancellationToken);
        if (Is(Mutation.WritesTheAnswerIntoTheLog))
            context.Log(SourceLogLevel.Information, $"Answer {(int)response.StatusCode}: {body}");
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.Unauthorized:
                throw new CredentialRejectedException(Is(Mutation.WritesTheAnswerIntoItsError) ? $"The API says: {body}" : "The token is not accepted. Enter another.");
            default:
                throw Is(Mutation.TakesAFailureForARejectedCredential)
                    ? new CredentialRejectedException("The token is not accepted. Enter another.")
                    : new SourceUnavailableException($"The API answered {(int)response.StatusCode}. The pull goes on later.");
        }

        try
        {
            return JsonDocument.Parse(body ?? throw new JsonException());
        }
        catch (JsonException problem) when (!Is(Mutation.LetsTheParsersErrorThrough))
        {
            return Is(Mutation.TakesHalfAnAnswerForTheEnd) ? null : throw new SourceUnavailableException("The answer was no JSON. The pull goes on later.", inner: problem);
        }
    }

    private async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (SourceUnavailableException) when (Is(Mutation.TakesHalfAnAnswerForTheEnd))
        {
            return null;
        }
    }

    private CheckpointMessage At(int page) => new(
        Is(Mutation.CheckpointIsNoJson) ? $"page {page}"
        : Is(Mutation.CheckpointIsHuge) ? $$"""{"page":{{page}},"seen":"{{new string('x', 70_000)}}"}"""
        : $$"""{"page":{{page}}}""");

    private RecordMessage Record(JsonElement item)
    {
        var cells = new Dictionary<string, object?>
        {
            ["id"] = Is(Mutation.MakesKeysUpAnew) ? Guid.NewGuid().ToString() : item.GetProperty("id").GetString(),
            ["name"] = item.GetProperty("name").GetString(),
            ["at"] = Is(Mutation.GivesTextForAMoment) ? item.GetProperty("at").GetString() : item.GetProperty("at").GetDateTimeOffset(),
        };
        if (Is(Mutation.LeavesTheKeyOut))
            cells.Remove("id");
        if (Is(Mutation.GivesACellWithoutAColumn))
            cells["size"] = 3L;
        return RecordMessage.From(item, cells);
    }

    private bool Is(Mutation other) => mutation == other;
}
