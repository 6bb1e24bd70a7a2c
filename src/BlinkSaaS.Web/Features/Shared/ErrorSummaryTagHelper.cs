using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>
/// <c>&lt;error-summary note="Nothing is lost." /&gt;</c>: what the model state holds, on top of the form, with a link to each
/// field. It is an alert and takes the focus; the layout puts "Error:" first in the title.
/// </summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    private static readonly string[] Counts = ["", "One thing needs", "Two things need", "Three things need", "Four things need", "Five things need"];

    public string? Note { get; set => field = Words.OrNone(value); }

    /// <summary>Other words than "Two things need your attention".</summary>
    public string? Title { get; set => field = Words.OrNone(value); }

    /// <summary>Where the link of a field leads that is not the input of that name: "Teams=team-delivery;Privacy=privacy".</summary>
    public string? Targets { get; set => field = Words.OrNone(value); }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var errors = ViewContext.ViewData.ModelState
            .SelectMany(entry => entry.Value!.Errors.Select(error => (entry.Key, Message: error.ErrorMessage)))
            .Distinct().ToList();
        if (errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("notice notice--bad mb-4");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("aria-labelledby", "error-summary-title");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("data-error-summary", "");
        output.Attributes.Add(new TagHelperAttribute("autofocus"));

        var body = new TagBuilder("div");
        body.AddCssClass("notice__body");
        var title = new TagBuilder("h2");
        title.AddCssClass("notice__title");
        title.Attributes["id"] = "error-summary-title";
        title.InnerHtml.Append(Title ?? (errors.Count < Counts.Length ? Counts[errors.Count] : $"{errors.Count} things need") + " your attention");
        body.InnerHtml.AppendHtml(title);
        if (Note is not null)
        {
            var note = new TagBuilder("p");
            note.InnerHtml.Append(Note);
            body.InnerHtml.AppendHtml(note);
        }

        if (errors is [{ Key: "", Message: var only }])
        {
            var text = new TagBuilder("p");
            text.InnerHtml.Append(only);
            body.InnerHtml.AppendHtml(text);
        }
        else
        {
            body.InnerHtml.AppendHtml(List(errors));
        }

        output.Content.AppendHtml(IconTagHelper.Svg(ViewContext.HttpContext, "alert-circle")).AppendHtml(body);
    }

    private TagBuilder List(List<(string Key, string Message)> errors)
    {
        var targets = (Targets ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var list = new TagBuilder("ul");
        foreach (var (key, message) in errors)
        {
            var item = new TagBuilder("li");
            if (key.Length == 0)
            {
                item.InnerHtml.Append(message);
            }
            else
            {
                var link = new TagBuilder("a");
                link.Attributes["href"] = "#" + (targets.GetValueOrDefault(key) ?? TagBuilder.CreateSanitizedId(key, "_"));
                link.InnerHtml.Append(message);
                item.InnerHtml.AppendHtml(link);
            }

            list.InnerHtml.AppendHtml(item);
        }

        return list;
    }
}
