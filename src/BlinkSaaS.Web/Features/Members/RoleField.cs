namespace BlinkSaaS.Web.Features.Members;

/// <summary>The roles to choose from, and the chosen one.</summary>
public sealed record RoleField(IReadOnlyList<MemberRole> Roles, MemberRole Chosen);
