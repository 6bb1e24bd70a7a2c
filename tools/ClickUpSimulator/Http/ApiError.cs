using ClickUpSimulator.Json;

namespace ClickUpSimulator.Http;

/// <summary>ClickUp's way to say no: a status, a sentence and a code. Readers go by status and code.</summary>
internal sealed record ApiError(int Status, string Err, string Code)
{
    public static ApiError HeaderRequired { get; } = new(400, "Authorization header required", "OAUTH_017");

    public static ApiError TokenInvalid { get; } = new(401, "Token invalid", "OAUTH_025");

    public static ApiError OAuthTokenNotFound { get; } = new(401, "Oauth token not found", "OAUTH_019");

    /// <summary>For a ClickUp Workspace that is unknown or out of sight.</summary>
    public static ApiError TeamsNotAuthorized { get; } = new(401, "Team(s) not authorized", "OAUTH_023");

    /// <summary>For a space, folder, list or task that is unknown or out of sight: the answer does not tell which.</summary>
    public static ApiError TeamNotAuthorized { get; } = new(401, "Team not authorized", "OAUTH_027");

    public static ApiError TaskNotFound { get; } = new(404, "Task not found, deleted", "ITEM_013");

    public static ApiError RouteNotFound { get; } = new(404, "Route not found", "APP_001");

    public static ApiError RateLimitReached { get; } = new(429, "Rate limit reached", "APP_002");

    public static ApiError AssigneesMustBeAnArray { get; } = new(400, "assignees must be an array", "PUBAPITASK_017");

    public static ApiError NotInPlan { get; } = new(403, "Team must be on a higher plan", "TEAM_110");

    /// <summary>What ClickUp says for a ClickApp that is switched off is not recorded anywhere: a code that no reader can know.</summary>
    public static ApiError ClickAppOff { get; } = new(400, "Time in Status is not enabled", "TIS_001");

    public static ApiError OnlyForAdmins { get; } = new(401, "Team not authorized", "OAUTH_027");

    public static ApiError GoalNotFound { get; } = new(404, "Goal not found", "GOAL_001");

    public static ApiError ViewNotFound { get; } = new(404, "View not found", "ACCESS_118");

    public static ApiError DocNotFound { get; } = new(404, "Doc not found", "DOC_001");

    public static ApiError WebhookExists { get; } = new(400, "Webhook configuration already exists", "OAUTH_171");

    public static ApiError ClientNotFound { get; } = new(401, "Client not found", "OAUTH_010");

    public static ApiError RedirectMismatch { get; } = new(400, "Redirect URI does not match", "OAUTH_007");

    public static ApiError CodeUsed { get; } = new(400, "Code already used", "OAUTH_014");

    public static ApiError NotAnInteger(string id) => new(500, $"invalid input syntax for integer: \"{id}\"", "OAUTH_025");

    public static ApiError BadParameter(string name) => new(400, $"Bad Request: {name}", "INPUT_003");

    public byte[] ToBytes() => JsonBytes.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("err", Err);
        json.WriteString("ECODE", Code);
        json.WriteEndObject();
    });
}
