using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Plugins;

/// <summary>Who runs the instance: <c>Operators:Emails</c>. Never simply the first to register.</summary>
public sealed class OperatorOptions
{
    /// <summary>Confirmed e-mail addresses.</summary>
    public IList<string> Emails { get; } = [];
}

/// <summary>Answers whether a person is an operator.</summary>
public sealed class Operators(IOptions<OperatorOptions> options)
{
    /// <summary>True for a confirmed address that the configuration names.</summary>
    public bool Include(string? email, bool confirmed) =>
        confirmed && email is not null && options.Value.Emails.Contains(email, StringComparer.OrdinalIgnoreCase);
}
