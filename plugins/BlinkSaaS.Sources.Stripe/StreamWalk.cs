using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>Reads a stream: everything, or what is new and what changed.</summary>
internal sealed class StreamWalk(StripeApi api, StripeStream stream, TimeProvider clock)
{
    /// <summary>Objects that this read has fetched already, as many as are worth the memory.</summary>
    private const int MostKnown = 10_000;

    private readonly StripeRecords _records = new(api, stream);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<SourceMessage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = WalkState.For(request, stream, clock.GetUtcNow());
        while (!state.Done)
        {
            var step = state.StepsOf(stream)[state.Step];
            var (page, now) = await NextAsync(state, step, cancellationToken);
            if (now.WithoutEvents && !state.WithoutEvents)
                yield return new WarningMessage($"The key may not read Events, so every pull reads all of {stream.Title} again. In Stripe, edit the key under Developers > API keys and choose Read for Events.");
            state = now;
            if (page is not null)
            {
                using (page)
                {
                    await foreach (var message in MessagesAsync(page, step, cancellationToken))
                        yield return message;
                    if (step.Filter is not null)
                        state = page.Items.Aggregate(state, (known, item) => known.Met(item, stream));
                    state = state.After(page, stream);
                }
            }

            yield return state.ToMessage();
        }

        yield return new StreamCompleteMessage(Complete: state.Since is null);
    }

    /// <summary>The next page, or a state to go on with where there is none.</summary>
    private async Task<(StripePage? Page, WalkState State)> NextAsync(WalkState state, WalkStep step, CancellationToken cancellationToken)
    {
        var resource = step.Filter is null ? Resource.Events : stream.Resource;
        try
        {
            return (await api.ListAsync(resource, QueryOf(state, step), state.Cursor, cancellationToken), state);
        }
        catch (CursorGoneException)
        {
            return (null, state.WithoutCursor());
        }
        catch (StreamSkippedException) when (step.Filter is null)
        {
            return (null, state.WithoutEventsOf(stream));
        }
    }

    private string QueryOf(WalkState state, WalkStep step)
    {
        List<string> query = step.Filter is null ? [.. stream.Events.Select(type => $"types%5B%5D={type}")] : step.Filter.Length > 0 ? [step.Filter] : [];
        if (step.From is { } from)
            query.Add($"created%5Bgte%5D={from}");
        if (state is { Cursor: null, CursorCreated: { } created })
            query.Add($"created%5Blte%5D={created}");
        return string.Join('&', query);
    }

    private async IAsyncEnumerable<SourceMessage> MessagesAsync(StripePage page, WalkStep step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (step.Filter is null)
        {
            await foreach (var message in _records.OfAsync(ChangedIn(page, step.From!.Value), cancellationToken))
                yield return message;
            yield break;
        }

        foreach (var item in page.Items)
        {
            await foreach (var message in _records.OfAsync(item, cancellationToken))
                yield return message;
        }
    }

    /// <summary>
    /// Events say that something changed, in the order of the newest first and in the shape of the account's own version of the API.
    /// What it is now is asked for: then neither matters.
    /// </summary>
    private List<string> ChangedIn(StripePage events, long from)
    {
        var changed = new List<string>();
        foreach (var change in events.Items)
        {
            if (ChangedBy(change, from) is not { } id || changed.Contains(id) || _known.Contains(id))
                continue;
            changed.Add(id);
            if (_known.Count < MostKnown)
                _known.Add(id);
        }

        return changed;
    }

    private string? ChangedBy(JsonElement change, long from)
    {
        var item = Json.At(change, "data.object");
        if (Json.Text(Json.At(item, "object")) != stream.Kind)
            return Json.Text(Json.At(item, stream.Kind));
        // What is new is listed, a hundred in a call: it need not be fetched one by one. What is gone is on no list.
        var isListed = Json.Integer(Json.At(item, "created")) >= from && Json.Text(Json.At(change, "type"))?.EndsWith(".deleted", StringComparison.Ordinal) != true;
        return isListed ? null : Json.Id(item);
    }
}
