namespace BlinkSaaS.Pulls;

/// <summary>The engine's schema as SQL, for the migrations of whoever owns the database.</summary>
public static class PullSchema
{
    /// <summary>The text of one script.</summary>
    /// <param name="name">Name without folder and ending: <c>0001_pulls</c>.</param>
    public static string Script(string name)
    {
        using var stream = typeof(PullSchema).Assembly.GetManifestResourceStream($"BlinkSaaS.Pulls.Schema.{name}.sql")
            ?? throw new ArgumentException($"There is no script named '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
