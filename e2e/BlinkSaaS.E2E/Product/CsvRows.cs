using System.Text;

namespace BlinkSaaS.E2E.Product;

/// <summary>Comma-separated values as spreadsheets read them: quotes, doubled quotes, line breaks within quotes.</summary>
internal static class CsvRows
{
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string text)
    {
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (c == '"')
                quoted = !quoted;
            else if (quoted || c is not (',' or '\r' or '\n' or '\uFEFF'))
                cell.Append(c);
            else if (c is ',' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c != '\n')
                    continue;
                rows.Add(row);
                row = [];
            }
        }
        Assert.True(row.Count == 0 && cell.Length == 0, "The last row has no end.");
        return rows;
    }
}
