using System.Globalization;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>Version of the contract, as in plugin.json: the same major and no later minor than the host's can be loaded.</summary>
internal readonly record struct ContractVersion(int Major, int Minor)
{
    public static ContractVersion Current { get; } = new(1, 1);

    public bool IsSupported => Major == Current.Major && Minor <= Current.Minor;

    public static ContractVersion? Parse(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 2 && Number(parts[0]) is { } major && Number(parts[1]) is { } minor
            ? new ContractVersion(major, minor)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private static int? Number(string text) =>
        text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
