using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Sources.ClickUp.Tests.OpenApi;

/// <summary>What ClickUp's OpenAPI documents demand of the requests that a pull makes, from requests.json beside this.</summary>
internal sealed class RequestRules
{
    private readonly List<(string Method, Regex Path, string Template, List<Parameter> Parameters)> _rules = [];

    public RequestRules()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "OpenApi", "requests.json")));
        foreach (var rule in document.RootElement.EnumerateArray())
        {
            var template = rule.GetProperty("path").GetString()!;
            var pattern = "^" + Regex.Replace(Regex.Escape(template), @"\\\{([A-Za-z_]+)}", "(?<$1>[^/]+)") + "$";
            _rules.Add((rule.GetProperty("method").GetString()!, new Regex(pattern), template, [.. rule.GetProperty("parameters").EnumerateArray().Select(Parameter.Of)]));
        }
    }

    public int Count => _rules.Count;

    /// <summary>What is wrong with a request; nothing where all is well.</summary>
    public IEnumerable<string> Check(string method, string pathAndQuery, string? contentType)
    {
        var parts = pathAndQuery.Split('?', 2);
        var rule = _rules.Where(r => r.Method == method && r.Path.IsMatch(parts[0])).OrderBy(r => r.Parameters.Count(p => p.In == "path")).FirstOrDefault();
        if (rule.Path is null)
            return [$"{method} {parts[0]} is not in the documents"];
        var path = rule.Path.Match(parts[0]);
        var query = (parts.Length == 1 ? "" : parts[1]).Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2)).Select(p => (Name: Uri.UnescapeDataString(p[0]), Value: Uri.UnescapeDataString(p.ElementAtOrDefault(1) ?? ""))).ToList();
        return rule.Parameters.SelectMany(p => p.In switch
        {
            "path" => p.Check(path.Groups[p.Name].Value),
            "header" => p is { Required: true, Name: "Content-Type" } && contentType != "application/json" ? ["Content-Type is not application/json"] : [],
            _ => query.Where(q => q.Name == p.Name).SelectMany(q => p.Check(q.Value)).Concat(p.Required && query.All(q => q.Name != p.Name) ? [$"{p.Name} is missing"] : []),
        }).Concat(query.Where(q => rule.Parameters.All(p => p.In != "query" || p.Name != q.Name) && !IsSeenLive(rule.Template, q.Name)).Select(q => $"{q.Name} is not a parameter of {rule.Template}"));
    }

    /// <summary>
    /// The document names archived for the tasks of a list only; other readers use it for those of a ClickUp Workspace too, and it
    /// works. Without it archived tasks would cost a call for each list.
    /// </summary>
    private static bool IsSeenLive(string template, string name) => template == "/api/v2/team/{team_Id}/task" && name == "archived";

    private sealed record Parameter(string Name, string In, bool Required, string? Type, decimal? Minimum, decimal? Maximum, IReadOnlyList<string> Choices)
    {
        public static Parameter Of(JsonElement json) => new(
            json.GetProperty("name").GetString()!,
            json.GetProperty("in").GetString()!,
            json.TryGetProperty("required", out var required) && required.GetBoolean(),
            json.TryGetProperty("type", out var type) ? type.GetString() : null,
            json.TryGetProperty("minimum", out var minimum) ? minimum.GetDecimal() : null,
            json.TryGetProperty("maximum", out var maximum) ? maximum.GetDecimal() : null,
            json.TryGetProperty("enum", out var choices) ? [.. choices.EnumerateArray().Select(c => c.ToString())] : []);

        public IEnumerable<string> Check(string value)
        {
            var number = decimal.TryParse(value, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var given) ? given : (decimal?)null;
            var isSound = Type switch
            {
                // The document calls the list of people a number; its text says that several are given with commas between them.
                "number" when Name == "assignee" => value.Split(',').All(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)),
                "number" => number is not null,
                "integer" => number is not null && decimal.IsInteger(number.Value),
                "boolean" => value is "true" or "false",
                _ => value.Length > 0,
            };
            if (!isSound)
                yield return $"{Name} is '{value}' and must be {Type}";
            if (number < Minimum || number > Maximum)
                yield return $"{Name} is {value}, out of {Minimum} to {Maximum}";
            if (Choices.Count > 0 && !Choices.Contains(value))
                yield return $"{Name} is '{value}', which is none of {string.Join(", ", Choices)}";
        }
    }
}
