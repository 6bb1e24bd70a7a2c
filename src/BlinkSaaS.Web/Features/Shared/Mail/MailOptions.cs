namespace BlinkSaaS.Web.Features.Shared.Mail;

/// <summary>The section <c>Mail</c> of the configuration.</summary>
public sealed class MailOptions
{
    /// <summary>Sender, as "BlinkSaaS &lt;no-reply@example.com&gt;" or an address alone.</summary>
    public string From { get; set; } = "BlinkSaaS <no-reply@localhost>";

    /// <summary>The server that takes the mails.</summary>
    public SmtpOptions Smtp { get; set; } = new();
}

/// <summary>The section <c>Mail:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>Name of the server; none keeps mails in the database, in Development only.</summary>
    public string? Host { get; set; }

    /// <summary>587 (STARTTLS) unless said otherwise; 465 is TLS from the first byte.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Signs in when given.</summary>
    public string? User { get; set; }

    /// <summary>Its password.</summary>
    public string? Password { get; set; }

    /// <summary>False only for a server on the same machine that knows no TLS.</summary>
    public bool RequireTls { get; set; } = true;
}
