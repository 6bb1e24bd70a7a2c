using System.Text.Json.Nodes;

namespace StripeSimulator.Api;

/// <summary>A status and a body.</summary>
public sealed record SimulatorAnswer(int Status, JsonObject Body)
{
    public static SimulatorAnswer Ok(JsonObject body) => new(200, body);

    /// <summary>An error in the shape that Stripe gives it.</summary>
    public static SimulatorAnswer Error(int status, string message, string? code = null, string? parameter = null, string type = "invalid_request_error")
    {
        var error = new JsonObject { ["message"] = message, ["type"] = type };
        if (code is not null)
            error["code"] = code;
        if (parameter is not null)
            error["param"] = parameter;
        return new SimulatorAnswer(status, new JsonObject { ["error"] = error });
    }

    public static SimulatorAnswer Missing(int status, string kind, string id, string parameter) =>
        Error(status, $"No such {kind}: '{id}'", "resource_missing", parameter);
}
