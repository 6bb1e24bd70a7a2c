using System.Text.Json;
using System.Text.Json.Serialization;
using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Sandbox;

/// <summary>A plugin as JSON: <c>status</c>, <c>reason</c>, <c>manifest</c>, <c>descriptor</c>.</summary>
internal static class PluginJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(SourcePlugin plugin) => JsonSerializer.Serialize(
        new
        {
            plugin.Status,
            plugin.Reason,
            plugin.Manifest,
            Descriptor = plugin.Descriptor is { } descriptor ? Describe(descriptor) : null,
        },
        s_options);

    private static object Describe(SourceDescriptor descriptor) => new
    {
        descriptor.Key,
        descriptor.Name,
        descriptor.Description,
        descriptor.BaseAddress,
        descriptor.BaseAddressField,
        Authorization = Describe(descriptor.Authorization),
        descriptor.OAuth,
        descriptor.Fields,
        descriptor.RateLimit,
    };

    private static object Describe(SourceAuthorization authorization) => authorization switch
    {
        HeaderAuthorization header => new { Type = "header", header.Name, header.Field, header.Format },
        QueryAuthorization query => new { Type = "query", query.Name, query.Field },
        BasicAuthorization basic => new { Type = "basic", basic.UserField, basic.PasswordField },
        ChosenAuthorization chosen => new
        {
            Type = "chosen", chosen.Field,
            Ways = chosen.Ways.Select(way => new { way.Choice, way.NameField, Authorization = Describe(way.Authorization) }),
        },
        _ => new { Type = "none" },
    };
}
