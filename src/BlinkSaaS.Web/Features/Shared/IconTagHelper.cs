using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary><c>&lt;icon name="lock" /&gt;</c>: a drawing of wwwroot/img/icons.svg. Always decoration; the words stand beside it.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    public string Name { get; set; } = "";

    /// <summary>"sm" or "lg".</summary>
    public string? Size { get; set; }

    public bool Spin { get; set; }

    [HtmlAttributeName("class")]
    public string? ExtraClass { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.SuppressOutput();
        output.Content.SetHtmlContent(Svg(ViewContext.HttpContext, Name, Size, Spin, ExtraClass));
    }

    public static TagBuilder Svg(HttpContext context, string name, string? size = null, bool spin = false, string? extraClass = null)
    {
        var svg = new TagBuilder("svg");
        svg.AddCssClass("icon");
        if (size is not null)
            svg.AddCssClass("icon--" + size);
        if (spin)
            svg.AddCssClass("spin");
        if (extraClass is not null)
            svg.AddCssClass(extraClass);
        svg.Attributes["aria-hidden"] = "true";
        var use = new TagBuilder("use");
        use.Attributes["href"] = $"{StaticFiles.Url(context, "img/icons.svg")}#{name}";
        svg.InnerHtml.AppendHtml(use);
        return svg;
    }
}
