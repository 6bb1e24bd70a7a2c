using ClickUpSimulator.Http;
using ClickUpSimulator.Json;

namespace ClickUpSimulator.Endpoints;

internal static class UserEndpoints
{
    public static void Map(ApiRouteBuilder api) =>
        api.Get("/user", call => Reply.Json(json => json.WriteCaller(call.Token.User)));
}
