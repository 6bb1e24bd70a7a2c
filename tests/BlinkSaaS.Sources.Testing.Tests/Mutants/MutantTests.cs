using System.Reflection;
using BlinkSaaS.Sources.Hosting;

namespace BlinkSaaS.Sources.Testing.Tests.Mutants;

/// <summary>The kit on sources with a mistake each: it must let the sound one pass and find what is wrong with the others.</summary>
public sealed class MutantTests
{
    private const double LeastShare = 0.9;

    private static readonly MethodInfo[] s_facts = [.. typeof(SourceConformance).GetMethods()
        .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)];

    [Fact]
    public async Task A_sound_source_passes() => Assert.Empty(await FailuresAsync(Mutation.None));

    [Fact]
    public async Task The_kit_catches_nine_of_ten_mistakes()
    {
        var mutations = Enum.GetValues<Mutation>().Except([Mutation.None]).ToList();
        Assert.True(mutations.Count >= 20);
        var missed = new List<Mutation>();
        foreach (var mutation in mutations)
            if ((await FailuresAsync(mutation)).Count == 0)
                missed.Add(mutation);
        Assert.True(missed.Count <= mutations.Count * (1 - LeastShare), $"Of {mutations.Count} mistakes the kit missed {missed.Count}: {string.Join(", ", missed)}.");
    }

    /// <summary>The tests of the kit that fail.</summary>
    private static async Task<IReadOnlyList<string>> FailuresAsync(Mutation mutation)
    {
        var failures = new List<string>();
        foreach (var fact in s_facts)
        {
            await using var kit = new Kit(mutation);
            try
            {
                await kit.InitializeAsync();
                if (fact.Invoke(kit, null) is Task running)
                    await running;
            }
#pragma warning disable CA1031 // However a test fails, it has failed.
            catch (Exception problem) when (!IsSkip(problem))
#pragma warning restore CA1031
            {
                failures.Add($"{fact.Name}: {problem.Message}");
            }
            catch (Exception skipped) when (IsSkip(skipped))
            {
                // The fake API has nothing of the kind.
            }
        }

        return failures;
    }

    private static bool IsSkip(Exception problem) =>
        (problem is TargetInvocationException { InnerException: { } inner } ? inner : problem).Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal);

    private sealed class Kit(Mutation mutation) : SourceConformance
    {
        private readonly MutantApi _api = new();

        protected override ISource CreateSource() => new MutantSource(mutation);

        protected override SourceCredentials Credentials { get; } = new()
        {
            SourceKey = "mutant", Settings = new Dictionary<string, string>(), Secrets = new Dictionary<string, string> { ["token"] = MutantApi.Token },
        };

        protected override CannedAnswer RejectedCredential => new(401, """{"error":"bad token {secret}"}""");

        protected override string PageParameter => "page";

        protected override IReadOnlyDictionary<string, int> ExpectedRecords => new Dictionary<string, int> { ["items"] = MutantApi.Items };

        protected override HttpMessageHandler ApiHandler => _api;

        protected override ValueTask<Uri> StartApiAsync() => ValueTask.FromResult(new Uri("https://api.example.com/v1/"));

        protected override bool UseShortPages() => _api.ShortPages = true;
    }
}
