using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>
/// <c>&lt;pager previous="@url" next="@url"&gt;1 to 50 of 1,284 tasks&lt;/pager&gt;</c>: paging by key has no page numbers.
/// A direction without an address stays visible and cannot be pressed.
/// </summary>
[HtmlTargetElement("pager")]
public sealed class PagerTagHelper : TagHelper
{
    public string? Previous { get; set => field = Words.OrNone(value); }

    public string? Next { get; set => field = Words.OrNone(value); }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var words = await output.GetChildContentAsync();
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("pager");
        output.Attributes.SetAttribute("aria-label", "Pages");
        var text = new TagBuilder("span");
        text.InnerHtml.AppendHtml(words);
        output.Content.AppendHtml(text)
            .AppendHtml(Link(Previous, "Previous", "prev", "arrow-left", iconFirst: true))
            .AppendHtml(Link(Next, "Next", "next", "arrow-right", iconFirst: false));
    }

    private TagBuilder Link(string? href, string words, string rel, string icon, bool iconFirst)
    {
        var link = new TagBuilder("a");
        link.AddCssClass("btn btn-quiet");
        // A page that writes null into an attribute gives an empty text.
        if (string.IsNullOrEmpty(href))
        {
            link.Attributes["aria-disabled"] = "true";
            link.Attributes["role"] = "link";
        }
        else
        {
            link.Attributes["href"] = href;
            link.Attributes["rel"] = rel;
        }

        var drawing = IconTagHelper.Svg(ViewContext.HttpContext, icon);
        if (iconFirst)
            link.InnerHtml.AppendHtml(drawing);
        link.InnerHtml.Append(words);
        if (!iconFirst)
            link.InnerHtml.AppendHtml(drawing);
        return link;
    }
}
