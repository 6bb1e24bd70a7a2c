using System.Text.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Json;

internal static class PersonJson
{
    /// <summary>The short form inside tasks.</summary>
    public static void WriteUser(this Utf8JsonWriter json, Member member, bool initials = true)
    {
        json.WriteStartObject();
        json.WriteNumber("id", member.Id);
        json.WriteString("username", member.Username);
        json.WriteString("color", member.Color);
        if (initials)
            json.WriteString("initials", member.Initials);
        json.WriteString("email", member.Email);
        json.WriteString("profilePicture", member.ProfilePicture);
        json.WriteEndObject();
    }

    /// <summary>Answer of GET /user.</summary>
    public static void WriteCaller(this Utf8JsonWriter json, Member member)
    {
        json.WriteStartObject();
        json.WriteStartObject("user");
        json.WriteNumber("id", member.Id);
        json.WriteString("username", member.Username);
        json.WriteString("email", member.Email);
        json.WriteString("color", member.Color);
        json.WriteString("profilePicture", member.ProfilePicture);
        json.WriteString("initials", member.Initials);
        json.WriteNumber("week_start_day", 1);
        json.WriteNull("global_font_support");
        json.WriteString("timezone", "Europe/Amsterdam");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteWorkspace(this Utf8JsonWriter json, ClickUpWorkspace workspace)
    {
        json.WriteStartObject();
        json.WriteString("id", workspace.Id);
        json.WriteString("name", workspace.Name);
        json.WriteString("color", workspace.Color);
        json.WriteNull("avatar");
        json.WriteStartArray("members");
        foreach (var member in workspace.Members)
            json.WriteMember(member);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMember(this Utf8JsonWriter json, Member member)
    {
        json.WriteStartObject();
        json.WriteStartObject("user");
        json.WriteNumber("id", member.Id);
        json.WriteString("username", member.Username);
        json.WriteString("email", member.Email);
        json.WriteString("color", member.Color);
        json.WriteString("profilePicture", member.ProfilePicture);
        json.WriteString("initials", member.Initials);
        json.WriteNumber("role", member.Role);
        json.WriteNumber("role_subtype", 0);
        json.WriteString("role_key", member.RoleKey);
        json.WriteNull("custom_role");
        json.WriteMoment("last_active", member.LastActive);
        json.WriteMoment("date_joined", member.DateJoined);
        json.WriteMoment("date_invited", member.DateJoined - 86_400_000);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
