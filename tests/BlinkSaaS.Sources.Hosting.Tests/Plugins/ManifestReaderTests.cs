using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting.Tests.Plugins;

public sealed class ManifestReaderTests : IDisposable
{
    private const string Sound = """
        {"key":"acme","name":"Acme","version":"1.2.3","contract":"1.0","assembly":"Acme.dll","publisher":"Acme Ltd","description":"Things.","hosts":["api.acme.com"]}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manifest");

    public ManifestReaderTests() => File.WriteAllText(Path.Combine(_folder.FullName, "Acme.dll"), "");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_gives_what_the_file_says()
    {
        var manifest = Read(Sound);

        Assert.Equal("acme", manifest.Key);
        Assert.Equal("1.2.3", manifest.Version);
        Assert.Equal("Acme Ltd", manifest.Publisher);
        Assert.Equal(["api.acme.com"], manifest.Hosts);
    }

    [Fact]
    public void Read_accepts_a_byte_order_mark() => Assert.Equal("acme", Read('\uFEFF' + Sound).Key);

    [Theory]
    [InlineData("\"acme\"", "\"Acme\"", "\"key\"")]
    [InlineData("\"acme\"", "\"a\"", "\"key\"")]
    [InlineData("\"acme\"", "\"../acme\"", "\"key\"")]
    [InlineData("\"acme\"", "7", "\"key\"")]
    [InlineData("1.2.3", "1.2", "\"version\"")]
    [InlineData("1.2.3", "1.2.3/..", "\"version\"")]
    [InlineData("\"1.0\"", "\"one\"", "\"contract\"")]
    [InlineData("Acme.dll", "../Acme.dll", "\"assembly\"")]
    [InlineData("Acme.dll", "/tmp/Acme.dll", "\"assembly\"")]
    [InlineData("Acme.dll", "Acme.exe", "\"assembly\"")]
    [InlineData("Acme.dll", "Other.dll", "Other.dll")]
    [InlineData("\"Acme Ltd\"", "\" \"", "\"publisher\"")]
    [InlineData("Things.", "Two\\nlines", "\"description\"")]
    [InlineData("[\"api.acme.com\"]", "[]", "\"hosts\"")]
    [InlineData("[\"api.acme.com\"]", "\"api.acme.com\"", "\"hosts\"")]
    [InlineData("\"api.acme.com\"", "\"api.acme.com\",\"api.acme.com\"", "twice")]
    [InlineData("api.acme.com", "https://api.acme.com", "\"hosts\"")]
    [InlineData("api.acme.com", "api.acme.com:8443", "\"hosts\"")]
    [InlineData("api.acme.com", "10.0.0.1", "\"hosts\"")]
    [InlineData("api.acme.com", "localhost", "\"hosts\"")]
    [InlineData("api.acme.com", "*.acme.com", "\"hosts\"")]
    [InlineData("\"hosts\"", "\"host\"", "not known")]
    [InlineData("{\"key\"", "{\"key\":\"other\",\"key\"", "twice")]
    [InlineData("{\"key\"", "[{\"key\"", "not sound JSON")]
    public void Read_refuses_what_is_not_sound_and_says_what(string part, string replaced, string said)
    {
        var json = Sound.Replace(part, replaced, StringComparison.Ordinal);
        Assert.NotEqual(Sound, json);

        var problem = Assert.Throws<PluginUnusableException>(() => Read(json));

        Assert.Equal(PluginStatus.Malfunctioned, problem.Status);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.2")]
    [InlineData("0.9")]
    public void Another_contract_is_not_supported_whatever_else_the_file_says(string contract)
    {
        var problem = Assert.Throws<PluginUnusableException>(() => Read(
            Sound.Replace("\"1.0\"", $"\"{contract}\"", StringComparison.Ordinal).Replace("\"hosts\"", "\"places\"", StringComparison.Ordinal)));

        Assert.Equal(PluginStatus.NotSupported, problem.Status);
        Assert.Contains(contract, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_1_1_on_the_hosts_may_be_the_connections_own() =>
        Assert.Empty(Read(Sound.Replace("\"1.0\"", "\"1.1\"", StringComparison.Ordinal).Replace("[\"api.acme.com\"]", "[]", StringComparison.Ordinal)).Hosts);

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        var problem = Assert.Throws<PluginUnusableException>(() => Read(Sound + new string(' ', 64 * 1024)));
        Assert.Contains("64 KB", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing()
    {
        var problem = Assert.Throws<PluginUnusableException>(() => ManifestReader.Read(_folder.FullName));
        Assert.StartsWith("There is no plugin.json", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_that_is_a_link_is_refused()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "Link.dll"), Path.Combine(_folder.FullName, "Acme.dll"));
        var problem = Assert.Throws<PluginUnusableException>(() => Read(Sound.Replace("Acme.dll", "Link.dll", StringComparison.Ordinal)));
        Assert.Contains("link", problem.Message, StringComparison.Ordinal);
    }

    private PluginManifest Read(string json)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "plugin.json"), json);
        return ManifestReader.Read(_folder.FullName);
    }
}
