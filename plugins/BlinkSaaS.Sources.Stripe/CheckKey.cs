using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Sources.Stripe.Streams;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>Whose key it is, whether it is one of a sandbox, and what it may read.</summary>
internal sealed partial class CheckKey(StripeApi api)
{
    private static readonly Resource s_account = new("account", "Accounts");
    private static readonly Resource s_balance = new("balance", "Balance");

    private readonly List<string> _notSeen = [];
    private bool? _isLive;

    /// <exception cref="AccessDeniedException">The key may read none of the streams.</exception>
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var account = await AccountAsync(cancellationToken);
        var resources = StripeStreams.All.Select(stream => stream.Resource).Distinct().ToList();
        var readable = 0;
        foreach (var resource in resources)
            readable += await MayReadAsync(resource, _notSeen, cancellationToken) ? 1 : 0;
        if (readable == 0)
            throw new AccessDeniedException("The key may read none of what can be pulled. In Stripe, edit the key under Developers > API keys and choose Read for at least one of the resources that the guide names.");
        var warnings = new List<string>();
        if (!await MayReadAsync(Resource.Events, [], cancellationToken))
            warnings.Add("The key may not read Events: every pull has to read everything again. In Stripe, edit the key under Developers > API keys and choose Read for Events.");
        if (_isLive is null)
            await LearnModeAsync(s_balance, cancellationToken);
        if (_isLive == false)
            warnings.Add("This is the key of a sandbox: what is pulled are test data, not real payments.");
        return new CheckResult
        {
            Account = _isLive is { } live ? $"{account}, {(live ? "live mode" : "sandbox")}" : account,
            Sees = [new Sight("Kinds of objects", readable)],
            NotSeen = _notSeen,
            Warnings = warnings,
        };
    }

    /// <summary>Few keys may read the account itself, but the refusal says which one it is.</summary>
    private async Task<string> AccountAsync(CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(s_account.Path, cancellationToken);
        if (answer.Status == HttpStatusCode.Forbidden)
            return AccountId().Match(answer.ErrorMessage ?? "") is { Success: true } found ? $"Stripe account {found.Value}" : "Stripe account";
        StripeApi.ThrowIfNoAnswer(answer, s_account);
        var account = answer.Root!.Value;
        string?[] names = [Text("settings.dashboard.display_name"), Text("business_profile.name"), Text("email"), Text("id")];
        return names.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) ?? "Stripe account";

        string? Text(string path) => Json.Text(Json.At(account, path));
    }

    private async Task<bool> MayReadAsync(Resource resource, List<string> refusals, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync($"{resource.Path}?limit=1", cancellationToken);
        if (answer.Status == HttpStatusCode.Forbidden)
        {
            refusals.Add(StripeApi.NotPermitted(resource, answer.ErrorMessage));
            return false;
        }

        StripeApi.ThrowIfNoAnswer(answer, resource);
        using var page = StripePage.Of(answer.TakeBody(), after: null);
        _isLive ??= page.Items.Select(item => Json.Boolean(Json.At(item, "livemode"))).FirstOrDefault();
        return true;
    }

    /// <summary>An account without anything in it still has a balance.</summary>
    private async Task LearnModeAsync(Resource balance, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(balance.Path, cancellationToken);
        if (answer is { Status: HttpStatusCode.OK, Root: { } root })
            _isLive = Json.Boolean(Json.At(root, "livemode"));
    }

    [GeneratedRegex("acct_[A-Za-z0-9]{1,40}")]
    private static partial Regex AccountId();
}
