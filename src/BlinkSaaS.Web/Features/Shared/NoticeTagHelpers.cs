using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>
/// <c>&lt;notice kind="ok" title="Connection created successfully"&gt;What happens next.&lt;/notice&gt;</c>, with
/// <c>&lt;notice-actions&gt;</c> inside for what can be done. Kinds: ok, wait, bad, info.
/// </summary>
[HtmlTargetElement("notice")]
public sealed class NoticeTagHelper : TagHelper
{
    public string Kind { get; set; } = "info";

    public string Title { get; set; } = "";

    public string? Icon { get; set => field = Words.OrNone(value); }

    /// <summary>"h2" where the notice is a heading of the page.</summary>
    public string TitleTag { get; set; } = "p";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var icon = Icon ?? Kind switch
        {
            "ok" => "circle-check",
            "wait" => "hourglass",
            "bad" => "alert-circle",
            "info" => "info",
            _ => throw new InvalidOperationException($"Unknown kind of notice '{Kind}': ok, wait, bad or info."),
        };
        // Children see a copy of the items: the list is what both share.
        var actions = new List<IHtmlContent>();
        context.Items[typeof(NoticeTagHelper)] = actions;
        var content = await output.GetChildContentAsync();

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("notice");
        if (Kind != "info")
            output.AddClass("notice--" + Kind);
        if (Kind == "ok" && !output.Attributes.ContainsName("role"))
            output.Attributes.SetAttribute("role", "status");

        var body = new TagBuilder("div");
        body.AddCssClass("notice__body");
        if (Title.Length > 0)
        {
            var title = new TagBuilder(TitleTag);
            title.AddCssClass("notice__title");
            title.InnerHtml.Append(Title);
            body.InnerHtml.AppendHtml(title);
        }

        if (!content.IsEmptyOrWhiteSpace)
        {
            var rest = new TagBuilder("div");
            if (Title.Length > 0)
                rest.AddCssClass("muted");
            rest.InnerHtml.AppendHtml(content);
            body.InnerHtml.AppendHtml(rest);
        }

        output.Content.AppendHtml(IconTagHelper.Svg(ViewContext.HttpContext, icon)).AppendHtml(body);
        if (actions.Count > 0)
            output.Content.AppendHtml("<div class=\"notice__actions\">").AppendHtml(actions[0]).AppendHtml("</div>");
    }
}

/// <summary>Buttons and links at the end of a notice.</summary>
[HtmlTargetElement("notice-actions", ParentTag = "notice")]
public sealed class NoticeActionsTagHelper : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        ((List<IHtmlContent>)context.Items[typeof(NoticeTagHelper)]).Add(content);
        output.SuppressOutput();
    }
}
