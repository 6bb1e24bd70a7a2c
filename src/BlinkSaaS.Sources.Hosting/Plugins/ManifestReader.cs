using System.Text.Json;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>Reads and validates <c>plugin.json</c>. Nothing of the plugin's code is touched.</summary>
internal static partial class ManifestReader
{
    public const string FileName = "plugin.json";
    private const int MaxBytes = 64 * 1024;
    private const int MaxHosts = 20;

    private static readonly string[] s_names =
        ["key", "name", "version", "contract", "assembly", "publisher", "description", "hosts", "$schema"];

    /// <exception cref="PluginUnusableException">It is not there, not sound, or for another contract.</exception>
    public static PluginManifest Read(string folder)
    {
        using var document = Parse(ReadFile(Path.Combine(folder, FileName)));
        var json = document.RootElement;
        if (json.ValueKind != JsonValueKind.Object)
            throw Problem("it is not a JSON object");
        CheckContract(Text(json, "contract", 20));
        foreach (var property in json.EnumerateObject())
            if (!s_names.Contains(property.Name, StringComparer.Ordinal))
                throw Problem($"it has an entry \"{Cut(property.Name)}\" that is not known");
        return new PluginManifest
        {
            Key = Text(json, "key", 40, KeyPattern(), "must be 2 to 40 characters of a-z, 0-9 and -"),
            Name = Text(json, "name", 60),
            Version = Version(json),
            Contract = Text(json, "contract", 20),
            Assembly = Assembly(json, folder),
            Publisher = Text(json, "publisher", 100),
            Description = Text(json, "description", 200),
            Hosts = Hosts(json, ContractVersion.Parse(Text(json, "contract", 20))!.Value),
        };
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= MaxBytes
                ? bytes.AsSpan(0, length).TrimStart((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]).ToArray()
                : throw Problem("it is larger than 64 KB");
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw PluginUnusableException.Malfunctioned("There is no plugin.json in the folder. Install the plugin again, or remove the folder.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw PluginUnusableException.Malfunctioned("plugin.json cannot be read. Check the permissions of the folder.", problem);
        }
    }

    private static JsonDocument Parse(byte[] utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        }
        catch (JsonException problem)
        {
            throw Problem("it is not sound JSON, or names an entry twice", problem);
        }
    }

    private static void CheckContract(string text)
    {
        if (ContractVersion.Parse(text) is not { } contract)
            throw Problem("\"contract\" must be a version such as 1.0");
        if (!contract.IsSupported)
            throw new PluginUnusableException(
                PluginStatus.NotSupported,
                $"It is made for version {contract} of the contract, and this host has {ContractVersion.Current}. "
                + "Install a version of the plugin that is made for this host, or update BlinkSaaS.");
    }

    private static string Version(JsonElement json)
    {
        var version = Text(json, "version", 60);
        return PluginVersion.IsSound(version) ? version : throw Problem("\"version\" must look like 1.2.3 or 1.2.3-beta.1");
    }

    private static string Assembly(JsonElement json, string folder)
    {
        var name = Text(json, "assembly", 120, AssemblyPattern(), "must be the plain name of a .dll file in the folder");
        var file = new FileInfo(Path.Combine(folder, name));
        if (!file.Exists)
            throw PluginUnusableException.Malfunctioned($"{name}, which plugin.json names, is not in the folder. Install the plugin again.");
        return file.LinkTarget is null ? name : throw Problem("\"assembly\" names a link; it must be a file in the folder");
    }

    /// <summary>None: each connection names its own. Whether the source says so, too, is looked at once it is described.</summary>
    private static string[] Hosts(JsonElement json, ContractVersion contract)
    {
        var fewest = contract.Minor >= 1 ? 0 : 1;
        if (!json.TryGetProperty("hosts", out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() < fewest || list.GetArrayLength() > MaxHosts)
            throw Problem($"\"hosts\" must be a list of {fewest} to {MaxHosts} host names");
        var hosts = list.EnumerateArray().Select(Host).ToArray();
        return hosts.Distinct(StringComparer.Ordinal).Count() == hosts.Length
            ? hosts
            : throw Problem("\"hosts\" names a host twice");
    }

    /// <summary>Letters in the last label keep out every way to write an IP address.</summary>
    private static string Host(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { Length: <= 253 } host && HostPattern().IsMatch(host)
            ? host
            : throw Problem("\"hosts\" must hold plain host names in lower case, such as api.example.com, without scheme, port or path");

    private static string Text(JsonElement json, string name, int maxLength, Regex? pattern = null, string? rule = null)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            throw Problem($"\"{name}\" is missing or not text");
        var text = value.GetString()!;
        if (string.IsNullOrWhiteSpace(text) || text.Length > maxLength || text.Any(char.IsControl))
            throw Problem($"\"{name}\" must be one line of 1 to {maxLength} characters");
        return pattern is null || pattern.IsMatch(text) ? text : throw Problem($"\"{name}\" {rule}");
    }

    private static PluginUnusableException Problem(string what, Exception? cause = null) =>
        PluginUnusableException.Malfunctioned($"plugin.json cannot be used: {what}. Correct it, or ask the plugin's publisher.", cause);

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40];

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])\z")]
    internal static partial Regex KeyPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*\.dll\z")]
    private static partial Regex AssemblyPattern();

    [GeneratedRegex(@"\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\z")]
    private static partial Regex HostPattern();
}
