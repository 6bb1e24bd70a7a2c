using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace BlinkSaaS.Web.Tests.Architecture;

/// <summary>The checkout that these tests were built from, and what was built from it.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = [".git", ".vs", ".idea", "bin", "obj", "artifacts", "node_modules", "lib", "TestResults"];

    public static string Root { get; } = Path.GetFullPath(Path.Combine(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "WebProject").Value!, "..", ".."));

    /// <summary>Every file of ours: neither built, nor brought by npm.</summary>
    public static IEnumerable<string> Files(string pattern, params string[] folders) => Folders(folders)
        .SelectMany(folder => Directory.EnumerateFiles(folder, pattern));

    /// <summary>Every folder of ours, the given ones included.</summary>
    public static IEnumerable<string> Folders(params string[] below) => (below.Length == 0 ? [Root] : below.Select(name => Path.Combine(Root, name)))
        .Where(Directory.Exists).SelectMany(Walk);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>Names of the projects that a project's compiler knows.</summary>
    public static IReadOnlyList<string> ProjectReferences(string project) => [.. XDocument.Load(project).Descendants("ProjectReference")
        .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
        .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')))];

    public static IReadOnlyList<string> PackageReferences(string project) =>
        [.. XDocument.Load(project).Descendants("PackageReference").Select(reference => (string)reference.Attribute("Include")!)];

    /// <summary>Names of the assemblies that a built project refers to.</summary>
    public static IReadOnlyList<string> AssemblyReferences(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var path = Path.Combine(Root, "artifacts", "bin", name, configuration, $"{name}.dll");
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateDirectories(folder).Where(child => !NotOurs.Contains(Path.GetFileName(child))).SelectMany(Walk).Prepend(folder);
}
