using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary><c>&lt;budget-meter limit="100" here="24" elsewhere="13" /&gt;</c></summary>
[HtmlTargetElement("budget-meter", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class BudgetMeterTagHelper(IHtmlHelper html) : TagHelper
{
    public int Limit { get; set; }

    public int Here { get; set; }

    public int Elsewhere { get; set; }

    public string Window { get; set; } = "this minute";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ((IViewContextAware)html).Contextualize(ViewContext);
        output.TagName = null;
        output.Content.SetHtmlContent(await html.PartialAsync("/Features/Shared/_BudgetMeter.cshtml", new BudgetMeter(Limit, Here, Elsewhere, Window)));
    }
}
