using System.Text;

namespace BlinkSaaS.Sources.Hosting.DropIns;

/// <summary>
/// Whether two keys could be taken for each other by a person who reads them. Keys are a-z, 0-9 and - only, so this is about
/// letters and digits of one shape, and about dashes.
/// </summary>
internal static class KeyLikeness
{
    public static bool Look(string left, string right) => left != right && Shape(left) == Shape(right);

    private static string Shape(string key)
    {
        var shape = new StringBuilder(key.Length);
        foreach (var c in key)
            _ = c switch
            {
                '-' => shape,
                '0' => shape.Append('o'),
                '1' or 'i' or 'j' => shape.Append('l'),
                '5' => shape.Append('s'),
                '2' => shape.Append('z'),
                '8' => shape.Append('b'),
                '6' or '9' or 'q' => shape.Append('g'),
                _ => shape.Append(c),
            };
        return shape.ToString()
            .Replace("rn", "m", StringComparison.Ordinal)
            .Replace("vv", "w", StringComparison.Ordinal)
            .Replace("cl", "d", StringComparison.Ordinal);
    }
}
