using System.Runtime.CompilerServices;

namespace BlinkSaaS.Sources.Hosting.Tests.Support;

/// <summary>A source in memory whose check is the test's.</summary>
internal sealed class FakeSource(SourceDescriptor descriptor, Func<ISourceContext, CancellationToken, Task<CheckResult>>? check = null) : ISource
{
    public const string Token = "tok_5ecret+value";

    public static SourceDescriptor Descriptor { get; } = new()
    {
        Key = "fake",
        Name = "Fake",
        Description = "For tests.",
        BaseAddress = new Uri("https://api.example.com/v1/"),
        Authorization = new HeaderAuthorization("Authorization", "token", "Bearer {0}"),
        Fields = [new CredentialField { Key = "token", Label = "API Token", Kind = CredentialFieldKind.Secret }],
        RateLimit = new RateLimit
        {
            Permits = 100,
            Window = TimeSpan.FromMinutes(1),
            LimitHeader = "X-RateLimit-Limit",
            RemainingHeader = "X-RateLimit-Remaining",
            ResetHeader = "X-RateLimit-Reset",
        },
    };

    public static SourceCredentials Credentials(string token = Token) => new()
    {
        SourceKey = "fake",
        Settings = new Dictionary<string, string>(),
        Secrets = new Dictionary<string, string> { ["token"] = token },
    };

    public SourceDescriptor Describe() => descriptor;

    public Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) =>
        check is null ? Task.FromResult(new CheckResult { Account = "Mara Quill" }) : check(context, cancellationToken);

    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(
        ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async IAsyncEnumerable<Partition> PartitionAsync(
        ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }
}
