using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>
/// Puts the antiforgery token into forms with an <c>action</c> of their own, which ASP.NET's form tag helper leaves out:
/// <c>&lt;form method="post" action="/theme"&gt;</c> works like every other.
/// </summary>
[HtmlTargetElement("form", Attributes = "action")]
public sealed class PostFormTagHelper(IHtmlGenerator generator) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var action = context.AllAttributes["action"]?.Value?.ToString() ?? "";
        var method = context.AllAttributes["method"]?.Value?.ToString();
        var ours = (action.StartsWith('/') && !action.StartsWith("//", StringComparison.Ordinal)) || action.StartsWith('?');
        if (ours && string.Equals(method, "post", StringComparison.OrdinalIgnoreCase) && !context.AllAttributes.ContainsName("asp-antiforgery"))
            output.PostContent.AppendHtml(generator.GenerateAntiforgery(ViewContext));
    }
}
