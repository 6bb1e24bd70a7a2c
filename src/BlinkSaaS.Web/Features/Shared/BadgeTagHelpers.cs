using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>How a connection does.</summary>
public enum HealthKind
{
    Healthy,
    Pulling,
    WaitingForRateLimit,
    WaitingForSource,
    NeedsNewToken,
    Paused,
    NeverPulled,
    Failed,
}

/// <summary>How a stream does within one pull.</summary>
public enum StreamStateKind
{
    Done,
    Pulling,
    Queued,
    Waiting,
    Skipped,
    Failed,
}

/// <summary>Whom a connection is shared with, as the badge shows it.</summary>
public enum PrivacyKind
{
    Workspace,
    Private,
    Team,
}

/// <summary>An icon, a word, and below it what comes next.</summary>
public abstract class BadgeTagHelper : TagHelper
{
    /// <summary>With a frame around it, for page heads.</summary>
    public bool Boxed { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    protected void Write(TagHelperOutput output, string block, string? modifier, string icon, bool spin, string words, object? below)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass(block);
        if (modifier is not null)
            output.AddClass($"{block}--{modifier}");
        if (Boxed)
            output.AddClass(block + "--boxed");
        var text = new TagBuilder("span");
        text.InnerHtml.Append(words);
        if (below is TagBuilder builder)
            text.InnerHtml.AppendHtml(builder);
        output.Content.AppendHtml(IconTagHelper.Svg(ViewContext.HttpContext, icon, spin: spin)).AppendHtml(text);
    }

    protected static TagBuilder? Below(string cssClass, string? words, string? href = null, string? linkText = null)
    {
        if (string.IsNullOrEmpty(words) && string.IsNullOrEmpty(href))
            return null;
        var below = new TagBuilder("span");
        below.AddCssClass(cssClass);
        below.InnerHtml.Append(words ?? "");
        if (!string.IsNullOrEmpty(href))
        {
            var link = new TagBuilder("a");
            link.Attributes["href"] = href;
            link.InnerHtml.Append(linkText ?? "Details");
            below.InnerHtml.Append(string.IsNullOrEmpty(words) ? "" : " ").AppendHtml(link);
        }

        return below;
    }
}

/// <summary><c>&lt;health-badge kind="Pulling" more="45 %, about 2:13 left" /&gt;</c></summary>
[HtmlTargetElement("health-badge", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class HealthBadgeTagHelper : BadgeTagHelper
{
    public HealthKind Kind { get; set; }

    /// <summary>Other words than the kind's own.</summary>
    public string? Text { get; set => field = Words.OrNone(value); }

    public string? More { get; set => field = Words.OrNone(value); }

    public string? Href { get; set => field = Words.OrNone(value); }

    public string? LinkText { get; set => field = Words.OrNone(value); }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (modifier, icon, words) = Kind switch
        {
            HealthKind.Healthy => ("ok", "circle-check", "Healthy"),
            HealthKind.Pulling => ("live", "loader", "Pulling"),
            HealthKind.WaitingForRateLimit => ("wait", "hourglass", "Waiting for rate limit"),
            HealthKind.WaitingForSource => ("wait", "retry", "Waiting to try again"),
            HealthKind.NeedsNewToken => ("bad", "key-off", "Needs new token"),
            HealthKind.Paused => ("idle", "pause", "Paused"),
            HealthKind.NeverPulled => ("idle", "circle-dashed", "Never pulled"),
            HealthKind.Failed => ("bad", "alert-circle", "Failed"),
            _ => throw new InvalidOperationException($"Unknown health {Kind}."),
        };
        var below = Below("health__more", More, Href, LinkText ?? (Kind == HealthKind.NeedsNewToken ? "Swap token" : null));
        Write(output, "health", modifier, icon, Kind == HealthKind.Pulling, Text ?? words, below);
    }
}

/// <summary><c>&lt;stream-state kind="Done" /&gt;</c></summary>
[HtmlTargetElement("stream-state", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class StreamStateTagHelper : BadgeTagHelper
{
    public StreamStateKind Kind { get; set; }

    public string? More { get; set => field = Words.OrNone(value); }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (modifier, icon) = Kind switch
        {
            StreamStateKind.Done => ("ok", "circle-check"),
            StreamStateKind.Pulling => ("live", "loader"),
            StreamStateKind.Queued => ("idle", "clock"),
            StreamStateKind.Waiting => ("wait", "hourglass"),
            StreamStateKind.Skipped => ("idle", "circle-minus"),
            StreamStateKind.Failed => ("bad", "alert-circle"),
            _ => throw new InvalidOperationException($"Unknown state {Kind}."),
        };
        if (Kind == StreamStateKind.Failed)
            output.AddClass("health--plain");
        Write(output, "health", modifier, icon, Kind == StreamStateKind.Pulling, Kind.ToString(), Below("health__more", More));
    }
}

/// <summary><c>&lt;privacy-badge kind="Team" who="Delivery, Design" /&gt;</c>: always neutral, privacy is no status.</summary>
[HtmlTargetElement("privacy-badge", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PrivacyBadgeTagHelper : BadgeTagHelper
{
    public PrivacyKind Kind { get; set; }

    /// <summary>The teams' names.</summary>
    public string? Who { get; set => field = Words.OrNone(value); }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (icon, words) = Kind switch
        {
            PrivacyKind.Workspace => ("building", "Shared with Workspace"),
            PrivacyKind.Private => ("lock", "Private to Me"),
            PrivacyKind.Team => ("team", "Shared with Team"),
            _ => throw new InvalidOperationException($"Unknown privacy {Kind}."),
        };
        // In a page head there is one line only.
        if (Boxed && !string.IsNullOrEmpty(Who))
            Write(output, "privacy", null, icon, spin: false, $"{words}: {Who}", below: null);
        else
            Write(output, "privacy", null, icon, spin: false, words, Below("privacy__who", Who));
    }
}

internal static class TagHelperOutputClasses
{
    /// <summary>Adds to the classes that the page wrote.</summary>
    public static void AddClass(this TagHelperOutput output, string name)
    {
        var present = output.Attributes["class"]?.Value?.ToString();
        output.Attributes.SetAttribute("class", string.IsNullOrEmpty(present) ? name : $"{present} {name}");
    }
}
