using System.Runtime.CompilerServices;

namespace BlinkSaaS.TestPlugins;

/// <summary>The parts that every plugin for tests has in common.</summary>
public abstract class SourceForTests : ISource
{
    public abstract SourceDescriptor Describe();

    public virtual Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new CheckResult { Account = "Mara Quill" });

    public virtual async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(
        ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public virtual async IAsyncEnumerable<Partition> PartitionAsync(
        ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Partition.Whole;
    }

    public virtual async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new StreamCompleteMessage(Complete: true);
    }

    protected static SourceDescriptor Descriptor(string key, string description = "For tests.") => new()
    {
        Key = key,
        Name = "Test " + key,
        Description = description,
        BaseAddress = new Uri("https://api.example.com/v1/"),
        Authorization = new HeaderAuthorization("Authorization", "token", "Bearer {0}"),
        Fields = [new CredentialField { Key = "token", Label = "API Token", Kind = CredentialFieldKind.Secret }],
        RateLimit = new RateLimit { Permits = 100, Window = TimeSpan.FromMinutes(1), LimitHeader = "X-RateLimit-Limit", RemainingHeader = "X-RateLimit-Remaining", ResetHeader = "X-RateLimit-Reset" },
    };
}
