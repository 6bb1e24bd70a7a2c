using System.Globalization;
using BlinkSaaS.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Data;

/// <summary><c>&lt;cell value="cell" /&gt;</c>: a value in a table; with <c>full</c>, in the record, where links can be followed.</summary>
[HtmlTargetElement("cell", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CellTagHelper(PersonClock clock) : TagHelper
{
    public Cell Value { get; set; } = null!;

    /// <summary>With dates in full, and links.</summary>
    public bool Full { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Value.Moment is { } moment)
            output.Content.SetHtmlContent(Time(moment));
        else if (Full && IsAddress(Value.Whole ?? Value.Text))
            output.Content.SetHtmlContent(Link(Value.Whole ?? Value.Text));
        else
            output.Content.SetContent(Value.Text);
    }

    private TagBuilder Time(DateTimeOffset moment)
    {
        var local = clock.Local(moment);
        var time = new TagBuilder("time");
        time.Attributes["datetime"] = moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        time.Attributes["title"] = local.ToString("d MMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture) + (clock.Zone == TimeZoneInfo.Utc ? " UTC" : "");
        time.InnerHtml.Append(Full ? local.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture) : clock.Stamp(moment));
        return time;
    }

    private static TagBuilder Link(string address)
    {
        var link = new TagBuilder("a");
        link.AddCssClass("link");
        link.Attributes["href"] = address;
        link.Attributes["rel"] = "noopener noreferrer nofollow external";
        link.Attributes["target"] = "_blank";
        link.InnerHtml.Append(address);
        return link;
    }

    /// <summary>A record's text comes from outside: only what a browser opens as a page becomes a link.</summary>
    private static bool IsAddress(string text) =>
        text.Length < 2_000 && (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        && !text.Any(char.IsWhiteSpace) && Uri.TryCreate(text, UriKind.Absolute, out _);
}
