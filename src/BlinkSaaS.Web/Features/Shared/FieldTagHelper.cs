using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>
/// A label, its input, help and error, tied together for screen readers:
/// <c>&lt;field for="Input.Email" label="E-mail" type="email" autocomplete="username" help="..." /&gt;</c>.
/// Fields that a plugin describes have no model expression: give <c>name</c>, <c>value</c> and <c>error</c> instead.
/// What stands between the tags goes beside the input (a Test button). Other attributes go to the input.
/// </summary>
[HtmlTargetElement("field")]
public sealed class FieldTagHelper : TagHelper
{
    public ModelExpression? For { get; set; }

    public string? Name { get; set; }

    public string? Value { get; set; }

    public string? Error { get; set => field = Words.OrNone(value); }

    public string Label { get; set; } = "";

    public string? Help { get; set => field = Words.OrNone(value); }

    public string Type { get; set; } = "text";

    public bool Required { get; set; }

    /// <summary>For passwords and tokens: a button that shows what was typed, where scripts run.</summary>
    public bool Reveal { get; set; }

    /// <summary>A secret is never written back into a page, unless the page says that it was typed a moment ago.</summary>
    public bool KeepSecret { get; set; }

    public string? LinkText { get; set => field = Words.OrNone(value); }

    public string? LinkHref { get; set => field = Words.OrNone(value); }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var beside = await output.GetChildContentAsync();
        var name = Name ?? For?.Name ?? throw new InvalidOperationException("<field> needs for or name.");
        var id = TagBuilder.CreateSanitizedId(name, "_");
        ViewContext.ViewData.ModelState.TryGetValue(name, out var entry);
        var error = (string.IsNullOrEmpty(Error) ? null : Error) ?? entry?.Errors.FirstOrDefault()?.ErrorMessage;

        var input = Input(output, name, id, entry, error);
        output.Attributes.Clear();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("field");
        output.Content.AppendHtml(LabelLine(id));
        output.Content.AppendHtml(beside.IsEmptyOrWhiteSpace ? Framed(input, id) : Row(Framed(input, id, always: true), beside));
        if (error is not null)
            output.Content.AppendHtml(ErrorLine(id, error));
        if (Help is not null)
            output.Content.AppendHtml(HelpLine(id));
    }

    private TagBuilder Input(TagHelperOutput output, string name, string id, ModelStateEntry? entry, string? error)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        foreach (var attribute in output.Attributes)
            input.Attributes[attribute.Name] = attribute.ValueStyle == HtmlAttributeValueStyle.Minimized ? "" : attribute.Value switch
            {
                IHtmlContent html => Plain(html),
                var other => other?.ToString() ?? "",
            };
        input.AddCssClass("form-control form-control--tall");
        input.Attributes["id"] = id;
        input.Attributes["name"] = name;
        input.Attributes["type"] = Type;
        if (Type != "password" || KeepSecret)
            input.Attributes["value"] = Value ?? entry?.AttemptedValue ?? Convert.ToString(For?.Model, System.Globalization.CultureInfo.InvariantCulture) ?? "";
        if (Required)
            input.Attributes["required"] = "";
        if (error is not null)
            input.Attributes["aria-invalid"] = "true";
        var describedBy = string.Join(' ', new[] { error is null ? null : id + "-error", Help is null ? null : id + "-help" }.OfType<string>());
        if (describedBy.Length > 0)
            input.Attributes["aria-describedby"] = describedBy;
        return input;
    }

    private TagBuilder LabelLine(string id)
    {
        var label = new TagBuilder("label");
        label.AddCssClass("field__label");
        label.Attributes["for"] = id;
        label.InnerHtml.Append(Label);
        if (LinkText is null)
            return label;

        // Beside the label, not in it: a press on the label must lead to the input.
        var line = new TagBuilder("div");
        line.AddCssClass("field__top");
        var link = new TagBuilder("a");
        link.AddCssClass("link");
        link.Attributes["href"] = LinkHref;
        link.InnerHtml.Append(LinkText);
        line.InnerHtml.AppendHtml(label).AppendHtml(link);
        return line;
    }

    private TagBuilder Framed(TagBuilder input, string id, bool always = false)
    {
        if (!Reveal && !always)
            return input;
        var frame = new TagBuilder("div");
        frame.AddCssClass(Reveal ? "input-end" : "flex-grow-1");
        frame.InnerHtml.AppendHtml(input);
        if (!Reveal)
            return frame;
        var button = new TagBuilder("button");
        button.AddCssClass("btn btn-bare");
        button.Attributes["type"] = "button";
        button.Attributes["data-reveal"] = id;
        button.Attributes["aria-controls"] = id;
        button.Attributes["hidden"] = "";
        button.InnerHtml.AppendHtml("Show<span class=\"visually-hidden\"> ").Append(Label).AppendHtml("</span>");
        frame.InnerHtml.AppendHtml(button);
        return frame;
    }

    private static TagBuilder Row(TagBuilder input, IHtmlContent beside)
    {
        var row = new TagBuilder("div");
        row.AddCssClass("field__row field__row--wrap");
        row.InnerHtml.AppendHtml(input).AppendHtml(beside);
        return row;
    }

    private TagBuilder ErrorLine(string id, string error)
    {
        var line = new TagBuilder("p");
        line.AddCssClass("field-error");
        line.Attributes["id"] = id + "-error";
        var text = new TagBuilder("span");
        text.InnerHtml.Append(error);
        line.InnerHtml.AppendHtml(IconTagHelper.Svg(ViewContext.HttpContext, "alert-circle", "sm")).AppendHtml(text);
        return line;
    }

    private TagBuilder HelpLine(string id)
    {
        var line = new TagBuilder("p");
        line.AddCssClass("field-help");
        line.Attributes["id"] = id + "-help";
        line.InnerHtml.Append(Help!);
        return line;
    }

    private static string Plain(IHtmlContent html)
    {
        using var writer = new StringWriter();
        html.WriteTo(writer, System.Text.Encodings.Web.HtmlEncoder.Default);
        return System.Net.WebUtility.HtmlDecode(writer.ToString());
    }
}
