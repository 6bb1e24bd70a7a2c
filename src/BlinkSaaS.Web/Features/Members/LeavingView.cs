namespace BlinkSaaS.Web.Features.Members;

/// <summary>What becomes of the connections of somebody who leaves.</summary>
/// <param name="Name">Who leaves; null for whoever looks.</param>
/// <param name="Holdings">How many there are.</param>
/// <param name="Heirs">Who can take over.</param>
/// <param name="Heir">Who was chosen.</param>
/// <param name="Grace">How long what is private is kept.</param>
public sealed record LeavingView(string? Name, Holdings Holdings, IReadOnlyList<Member> Heirs, Guid? Heir, TimeSpan Grace);
