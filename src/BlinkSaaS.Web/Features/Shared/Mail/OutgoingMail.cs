namespace BlinkSaaS.Web.Features.Shared.Mail;

/// <summary>A mail in plain words. Links stand on lines of their own.</summary>
public sealed record OutgoingMail(string To, string Subject, string Text);

/// <summary>Where mails leave the program: by SMTP, or into the database of a development host.</summary>
public interface IMailTransport
{
    /// <summary>Hands one mail over, or throws.</summary>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
