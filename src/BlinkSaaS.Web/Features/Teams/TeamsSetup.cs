using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>What teams need.</summary>
public static class TeamsSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddTeams(this IServiceCollection services) => services
        .AddScoped<TeamNames>()
        .AddScoped<TeamTurns>()
        .AddScoped<TellTeam>()
        .AddScoped<HoldMembership>()
        .AddScoped<CreateTeam>()
        .AddScoped<RenameTeam>()
        .AddScoped<DeleteTeam>()
        .AddScoped<ChangeTeamMembers>();
}
