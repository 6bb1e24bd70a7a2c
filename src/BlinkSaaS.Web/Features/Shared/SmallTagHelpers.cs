using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary><c>&lt;source-mark key="clickup" name="ClickUp" /&gt;</c>: two letters on a quiet hue that depends on the key.</summary>
[HtmlTargetElement("source-mark", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SourceMarkTagHelper : TagHelper
{
    private static readonly string[] Hues = ["teal", "olive", "rose", "slate", "violet"];

    public string Key { get; set; } = "";

    public string Name { get; set; } = "";

    public bool Large { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("mark");
        output.AddClass("mark--" + Hue(Key));
        if (Large)
            output.AddClass("mark--lg");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetContent(Letters(string.IsNullOrWhiteSpace(Name) ? Key : Name));
    }

    // A sum that is the same on every machine and start, unlike string.GetHashCode.
    private static string Hue(string key) => key == "clickup" ? "violet" : Hues[key.Aggregate(7, (sum, c) => (sum * 31 + c) & 0xffff) % Hues.Length];

    /// <summary>The capitals of a camel-cased name, else its first two letters: ClickUp is CU, Punchcard is Pu.</summary>
    private static string Letters(string name)
    {
        var capitals = string.Concat(name.Where(char.IsUpper).Take(2));
        return capitals.Length == 2 ? capitals : name.Length >= 2 ? name[..2] : name;
    }
}

/// <summary><c>&lt;avatar name="Mara Quill" me /&gt;</c></summary>
[HtmlTargetElement("avatar", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class AvatarTagHelper : TagHelper
{
    public string Name { get; set; } = "";

    public bool Me { get; set; }

    public bool Large { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("avatar");
        if (Me)
            output.AddClass("avatar--me");
        if (Large)
            output.AddClass("avatar--lg");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetContent(Format.Initials(Name));
    }
}

/// <summary>
/// <c>&lt;moment value="x" none="Never" /&gt;</c>: relative up to a day, then a date, with the exact time in
/// <c>datetime</c> and <c>title</c>. <c>format="stamp"</c> writes the time of day (and the date when it is another day).
/// </summary>
[HtmlTargetElement("moment", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MomentTagHelper(PersonClock clock) : TagHelper
{
    public DateTimeOffset? Value { get; set; }

    /// <summary>Written when there is no value.</summary>
    public string None { get; set; } = "Never";

    /// <summary>"relative" (default), "stamp", "time" or "date".</summary>
    public string Format { get; set; } = "relative";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Value is not { } value)
        {
            output.TagName = null;
            output.Content.SetContent(None);
            return;
        }

        var local = clock.Local(value);
        output.TagName = "time";
        output.Attributes.SetAttribute("datetime", value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("title", local.ToString("d MMM yyyy, HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + (clock.Zone == TimeZoneInfo.Utc ? " UTC" : ""));
        output.Content.SetContent(Format switch
        {
            "stamp" => clock.Stamp(value),
            "time" => Shared.Format.Time(local),
            "date" => Shared.Format.Date(local, clock.Now),
            _ => clock.Words(value),
        });
    }
}

/// <summary><c>&lt;progress-bar value="300" max="5310" label="Comments" /&gt;</c>: never without its figure beside it.</summary>
[HtmlTargetElement("progress-bar", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ProgressBarTagHelper : TagHelper
{
    public long Value { get; set; }

    public long Max { get; set; }

    public string Label { get; set; } = "";

    /// <summary>Grey: colour is for what runs.</summary>
    public bool Done { get; set; }

    public bool Large { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "progress";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("bar");
        if (Done)
            output.AddClass("bar--done");
        if (Large)
            output.AddClass("bar--lg");
        var max = Math.Max(1, Max);
        output.Attributes.SetAttribute("max", max);
        output.Attributes.SetAttribute("value", Done ? max : Math.Clamp(Value, 0, max));
        output.Attributes.SetAttribute("aria-label", Label);
        output.Content.SetContent(Done ? "100 %" : Format.Percent(Value, Max));
    }
}
