using System.Text.RegularExpressions;

namespace BlinkSaaS.Web.Tests.Architecture;

/// <summary>The arrows between the rooms, and the rules of what is called and placed how.</summary>
public sealed partial class ArchitectureTests
{
    private const string Abstractions = "BlinkSaaS.Sources.Abstractions";
    private const string Hosting = "BlinkSaaS.Sources.Hosting";
    private const string Pulls = "BlinkSaaS.Pulls";

    /// <summary>What each project may refer to. A new one under <c>src/</c> has to be drawn here first.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        [Abstractions] = [],
        [Hosting] = [Abstractions],
        ["BlinkSaaS.Sources.Sandbox"] = [Hosting, Abstractions],
        ["BlinkSaaS.Sources.Testing"] = [Hosting, Abstractions],
        [Pulls] = [Hosting, Abstractions],
        ["BlinkSaaS.Web"] = [Pulls, Hosting, Abstractions],
    };

    private static readonly string[] ForbiddenNames = ["Core", "Common", "Helpers", "Utils", "Managers", "Infrastructure"];

    private static readonly string[] TopLevel =
    [
        "src", "plugins", "tests", "e2e", "tools",
        "BlinkSaaS.sln", "README.md", "docker-compose.yml",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", "global.json", "nuget.config",
        ".editorconfig", ".gitattributes", ".gitignore", ".dockerignore", ".ci", ".config",
        // Never committed: what git and the build make.
        ".git", ".vs", ".idea", ".vscode", "artifacts", "TestResults",
    ];

    private static IEnumerable<string> Sources => Repository.Files("*.csproj", "src");

    private static IEnumerable<string> Plugins => Repository.Files("*.csproj", "plugins");

    [Fact]
    public void Projects_refer_only_to_what_the_arrows_permit()
    {
        Assert.Equal(Arrows.Keys.Order(), Sources.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (var project in Sources)
            Assert.Empty(Repository.ProjectReferences(project).Except(Arrows[Path.GetFileNameWithoutExtension(project)]));
        Assert.NotEmpty(Plugins);
        foreach (var plugin in Plugins)
            Assert.Equal([Abstractions], Repository.ProjectReferences(plugin));
    }

    [Fact]
    public void Compiled_assemblies_refer_only_to_what_the_arrows_permit()
    {
        foreach (var project in Sources)
            Assert.Empty(Ours(project).Except(Arrows[Path.GetFileNameWithoutExtension(project)]));
        foreach (var plugin in Plugins)
            Assert.Equal([Abstractions], Ours(plugin));
    }

    [Fact]
    public void The_host_knows_no_plugin()
    {
        var plugins = Plugins.Select(Path.GetFileNameWithoutExtension).ToList();
        foreach (var project in Sources)
            Assert.Empty(Repository.AssemblyReferences(project).Intersect(plugins));
    }

    [Fact]
    public void The_contract_is_the_base_class_library_alone()
    {
        var project = Sources.Single(path => path.EndsWith($"{Abstractions}.csproj", StringComparison.Ordinal));
        Assert.Empty(Repository.PackageReferences(project));
        Assert.All(Repository.AssemblyReferences(project), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
        Assert.All(SharedPackages(), package => Assert.EndsWith("Analyzers", package, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Pulls)]
    [InlineData(Hosting)]
    [InlineData("BlinkSaaS.Sources.Sandbox")]
    public void Engine_and_plugin_host_know_nothing_of_the_web(string name)
    {
        var project = Sources.Single(path => Path.GetFileNameWithoutExtension(path) == name);
        foreach (var reference in Repository.AssemblyReferences(project).Concat(Repository.PackageReferences(project)))
            Assert.DoesNotMatch("EntityFramework|Identity|AspNetCore|Razor|Hangfire|BlinkSaaS.Web", reference);
    }

    [Fact]
    public void No_project_and_no_folder_is_a_drawer_for_anything()
    {
        var projects = Repository.Files("*.csproj").Select(path => Path.GetFileNameWithoutExtension(path).Split('.')[^1]);
        var folders = Repository.Folders().Select(path => Path.GetFileName(path));
        Assert.Empty(projects.Concat(folders).Intersect(ForbiddenNames, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_type_is_named_after_nothing_in_particular()
    {
        // ASP.NET Core names its tag helpers so; that is their kind, not a lack of a name.
        var vague = Repository.Files("*.cs").SelectMany(path => VagueType().Matches(File.ReadAllText(path)).Select(match => $"{Repository.Relative(path)}: {match.Groups[1].Value}"))
            .Where(name => !name.EndsWith("TagHelper", StringComparison.Ordinal));
        Assert.Empty(vague);
    }

    [Fact]
    public void The_start_file_stays_short() =>
        Assert.InRange(File.ReadLines(Path.Combine(Repository.Root, "src", "BlinkSaaS.Web", "Program.cs")).Count(), 1, 99);

    [Fact]
    public void Files_stay_under_300_lines()
    {
        var long_ = new[] { "*.cs", "*.cshtml", "*.js", "*.css", "*.sql", "*.sh" }.SelectMany(pattern => Repository.Files(pattern))
            .Where(path => !Repository.Relative(path).Contains("/Migrations/", StringComparison.Ordinal))
            .Select(path => (File: Repository.Relative(path), Lines: File.ReadLines(path).Count()))
            .Where(file => file.Lines >= 300);
        Assert.Empty(long_);
    }

    [Fact]
    public void The_top_of_the_repository_holds_only_what_is_drawn() =>
        Assert.Empty(Directory.EnumerateFileSystemEntries(Repository.Root).Select(Path.GetFileName).Except(TopLevel));

    private static IEnumerable<string> Ours(string project) =>
        Repository.AssemblyReferences(project).Where(name => name.StartsWith("BlinkSaaS", StringComparison.Ordinal));

    /// <summary>Packages that every project gets.</summary>
    private static IReadOnlyList<string> SharedPackages() => Repository.PackageReferences(Path.Combine(Repository.Root, "Directory.Build.props"));

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(\w+(?:Manager|Helper|Helpers|Util|Utils|Utility))\b")]
    private static partial Regex VagueType();
}
