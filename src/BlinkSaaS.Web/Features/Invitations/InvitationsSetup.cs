namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>What invitations need.</summary>
public static class InvitationsSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddInvitations(this IServiceCollection services) => services
        .AddScoped<InvitationMails>()
        .AddScoped<InviteMember>()
        .AddScoped<RevokeInvitation>()
        .AddScoped<AcceptInvitation>()
        .AddScoped<JoinAsNewPerson>();
}
