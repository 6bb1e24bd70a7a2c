namespace ClickUpSimulator.Worlds;

/// <summary>The words one kind of space is made of.</summary>
internal sealed record AgencyTheme
{
    public required string Space { get; init; }

    public required string Color { get; init; }

    public required string[] Folders { get; init; }

    public required string[] Lists { get; init; }

    public required string[] Folderless { get; init; }

    public required string[] Actions { get; init; }

    public required string[] Subjects { get; init; }

    public required string[] Tags { get; init; }

    /// <summary>Open, in work, in review, done, closed.</summary>
    public required string[] Statuses { get; init; }

    public static AgencyTheme[] All { get; } =
    [
        new()
        {
            Space = "Clients",
            Color = "#5b6ee1",
            Folders = ["Harbour & Finch", "Nordlys Coffee", "Alder Street Dental", "Mossgrove Gardens", "Kestrel Bikes", "Ottoline Books", "Fathom Diving", "Larkfield Schools", "Beacon Physio", "Tallow & Wick", "Penrose Law", "Saltmarsh Brewery"],
            Lists = ["Website refresh", "Brand guidelines", "Launch campaign", "Monthly retainer", "Photo and video", "Accessibility fixes"],
            Folderless = ["New enquiries", "Proposals", "Client feedback", "Quick fixes", "Past projects", "Warranty work"],
            Actions = ["Draft", "Review", "Rework", "Sign off", "Present", "Proofread", "Collect feedback on", "Prepare", "Estimate", "Fix", "Hand over", "Test"],
            Subjects = ["homepage hero", "pricing page copy", "booking form", "colour palette", "logo lockups", "product photography brief", "newsletter template", "contact page on mobile", "cookie notice", "shop category filters", "case study layout", "opening hours banner", "search results page", "launch e-mail", "icon set", "footer links", "team portraits", "redirects from the old site", "checkout error messages", "style tile B"],
            Tags = ["design", "copy", "frontend", "urgent client", "waiting", "mobile", "seo"],
            Statuses = ["to do", "in progress", "client review", "approved", "complete"],
        },
        new()
        {
            Space = "Operations",
            Color = "#2f9e78",
            Folders = ["People", "Finance", "Studio", "Suppliers", "Security", "Systems"],
            Lists = ["Hiring", "Onboarding", "Invoices", "Month-end close", "Equipment", "Contracts"],
            Folderless = ["Team requests", "Policies", "Office move", "Insurance", "Training", "Audit trail"],
            Actions = ["Renew", "Approve", "Schedule", "Reconcile", "Update", "Order", "Chase", "Archive", "Document", "Compare quotes for", "Cancel", "Check"],
            Subjects = ["studio insurance", "designer interviews", "laptop for the new starter", "supplier invoices for the month", "holiday rota", "expense policy", "font licences", "payroll changes", "fire drill notes", "backup restore drill", "freelancer contracts", "desk booking sheet", "VAT return", "password vault access", "coffee machine service", "quarterly budget", "parental leave cover", "printer lease", "time sheet reminders", "client credit checks"],
            Tags = ["finance", "people", "it", "legal", "recurring", "waiting"],
            Statuses = ["open", "in progress", "waiting on others", "done", "closed"],
        },
        new()
        {
            Space = "Marketing",
            Color = "#d9822b",
            Folders = ["Content", "Events", "Awards and press", "Partnerships", "Website", "Research"],
            Lists = ["Editorial calendar", "Autumn workshop", "Case studies", "Social posts", "Podcast", "Newsletter"],
            Folderless = ["Ideas", "Campaign results", "Brand assets", "Mailing lists", "Ad tests", "Speaking slots"],
            Actions = ["Write", "Outline", "Publish", "Design", "Record", "Edit", "Promote", "Schedule", "Pitch", "Measure", "Translate", "Refresh"],
            Subjects = ["case study on Nordlys Coffee", "September newsletter", "workshop landing page", "interview with the Kestrel founder", "speaker slides", "award entry for the school site", "carousel on accessible forms", "podcast episode 14", "press note on the new office", "thank-you e-mails", "survey of past clients", "studio tour video", "autumn ad set", "guide to brand audits", "partner page", "open day invitations", "blog post on slow websites", "reel of recent work", "testimonials page", "keyword list"],
            Tags = ["blog", "social", "video", "event", "evergreen", "seo", "print"],
            Statuses = ["idea", "drafting", "editing", "scheduled", "published"],
        },
        new()
        {
            Space = "Product lab",
            Color = "#8f5bd0",
            Folders = ["Booking widget", "Theme kit", "Analytics", "Site monitor", "Form builder", "Experiments"],
            Lists = ["Backlog", "Current sprint", "Bugs", "Release checklist", "Customer interviews", "Technical debt"],
            Folderless = ["Incidents", "Feature requests", "Spikes", "Roadmap", "Support hand-offs", "Release notes"],
            Actions = ["Investigate", "Implement", "Refactor", "Specify", "Release", "Roll back", "Load-test", "Monitor", "Simplify", "Write tests for", "Measure", "Remove"],
            Subjects = ["double bookings on daylight saving", "calendar export", "slow dashboard query", "dark theme contrast", "webhook retries", "empty states", "invoice rounding", "sign-in rate limit", "image resizing", "keyboard navigation in the date picker", "flaky checkout test", "cache headers", "translation files", "transfer of old bookings", "error page", "usage report", "background job queue", "form spam filter", "upgrade of the database", "phone number field"],
            Tags = ["bug", "feature", "chore", "performance", "ux", "customer"],
            Statuses = ["backlog", "in progress", "in review", "ready to ship", "shipped"],
        },
    ];

    public static string[] WorkspaceNames { get; } = ["Juniper & Hale", "Juniper Labs", "Hale Print Works", "Juniper North", "Hale Foundation"];

    public static string[] FirstNames { get; } = ["Amara", "Jonas", "Priya", "Tomasz", "Elif", "Marguerite", "Kofi", "Ingrid", "Mateo", "Yuki", "Saoirse", "Dilan", "Helena", "Ruben", "Anouk", "Farid", "Wren", "Oskar", "Lucia", "Bram"];

    public static string[] LastNames { get; } = ["Okafor", "Lindqvist", "Raman", "Zielinski", "Aydin", "Duval", "Mensah", "Halvorsen", "Castillo", "Tanaka", "Byrne", "Yilmaz", "Sommer", "de Vries", "Leclerc", "Haddad", "Ashdown", "Nyberg", "Moretti", "Jansen"];

    public static string[] Steps { get; } = ["Gather material", "Agree on scope", "First draft", "Internal check", "Apply comments", "Final files", "Tell the client", "Update the board", "Measure effort", "Second pair of eyes", "Clean up leftovers", "Write a short summary"];

    public static string[] Sentences { get; } =
    [
        "The last version is in the shared drive, in the folder of this month.",
        "Keep to the agreed scope; anything beyond it goes on the list of ideas.",
        "Amara spoke with them on Tuesday and they are happy with the direction.",
        "Two people should look at this before it leaves the building.",
        "We promised an answer by the end of the week, so tell them early if that slips.",
        "There is an older task on the same subject, most of its notes still hold.",
        "Check the small screens first: that is where most of their visitors are.",
        "Numbers are from the report of last quarter and need one more check.",
        "If the budget is not enough, write down what we would leave out.",
        "The tone should be calm and short, without any of the old slogans.",
        "Open question: who gives the final word when both directors are away?",
        "Measured before the change: 4.2 seconds on a slow phone, 1.1 on a laptop.",
        "Their legal team wants to see the wording, plan two days for that.",
        "Done means that it is live, announced and linked from the project page.",
    ];
}
