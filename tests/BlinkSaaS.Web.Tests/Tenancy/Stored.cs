using System.Buffers.Text;
using System.Text;
using BlinkSaaS.Web.Tests.Connections;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>Searches the whole database, job tables included.</summary>
internal static class Stored
{
    /// <summary>Every row of every table of ours, as text: bytes stand there in hex.</summary>
    public static async Task<List<(string Table, string Text)>> AllAsync(ConnectionHost host)
    {
        var rows = new List<(string, string)>();
        var tables = await host.RowsAsync("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
        Assert.True(tables.Count > 20);
        foreach (var table in tables)
            rows.AddRange((await host.RowsAsync($"SELECT t::text FROM {table[0]} t")).Select(row => ((string)table[0]!, (string)row[0]!)));
        return rows;
    }

    /// <summary>A secret as it is, in hex, and in Base64 at each of the three places it can begin at.</summary>
    public static List<string> FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return [secret, secret[4..], Convert.ToHexString(bytes), .. Enumerable.Range(0, 3).Select(skip => Base64Url.EncodeToString(bytes.AsSpan(skip, bytes.Length / 3 * 3 - 3)))];
    }
}
