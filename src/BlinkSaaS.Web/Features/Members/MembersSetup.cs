using BlinkSaaS.Web.Features.Invitations;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>What members and their invitations need.</summary>
public static class MembersSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddMembers(this IServiceCollection services) => services
        .AddScoped<MemberTurns>()
        .AddScoped<ChangeRole>()
        .AddScoped<CountHoldings>()
        .AddScoped<TellHandover>()
        .AddScoped<RemoveMember>()
        .AddInvitations();
}
