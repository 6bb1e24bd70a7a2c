using Ganss.Xss;
using Markdig;
using Microsoft.AspNetCore.Html;

namespace BlinkSaaS.Web.Features.Guides;

/// <summary>A plugin's guide as HTML: rendered from Markdown without raw HTML, then sanitised. A guide cannot run script.</summary>
public static class GuideText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoIdentifiers().UsePipeTables().Build();

    private static readonly HtmlSanitizer Sanitizer = MakeSanitizer();

    /// <summary>Renders; the first heading is left out, since the page has its own.</summary>
    public static IHtmlContent Render(string? markdown)
    {
        var text = string.Join('\n', (markdown ?? "").ReplaceLineEndings("\n").Split('\n').SkipWhile(line => line.Length == 0 || line.StartsWith("# ", StringComparison.Ordinal)));
        return new HtmlString(Sanitizer.Sanitize(Markdown.ToHtml(text, Pipeline)));
    }

    private static HtmlSanitizer MakeSanitizer()
    {
        var sanitizer = new HtmlSanitizer();
        sanitizer.AllowedSchemes.Clear();
        sanitizer.AllowedSchemes.Add("https");
        sanitizer.AllowedSchemes.Add("mailto");
        sanitizer.AllowedAttributes.Remove("style");
        sanitizer.AllowedAttributes.Add("id");
        sanitizer.AllowedTags.Remove("form");
        sanitizer.AllowedTags.Remove("input");
        sanitizer.AllowedTags.Remove("button");
        // Pictures of strangers' servers would tell them who reads.
        sanitizer.AllowedTags.Remove("img");
        return sanitizer;
    }
}
