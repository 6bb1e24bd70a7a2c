using BlinkSaaS.Web.Data;

namespace BlinkSaaS.Web.Features.Shared.Mail;

/// <summary>A mail that a development host kept instead of sending it.</summary>
public sealed class DevMail
{
    public long Id { get; set; }

    public required string Recipient { get; set; }

    public required string Subject { get; set; }

    public required string Text { get; set; }

    public DateTimeOffset SentAt { get; set; }
}

/// <summary>Keeps mails for <c>/dev/mail</c>.</summary>
public sealed class DevMailTransport(AppDbContext database, TimeProvider time) : IMailTransport
{
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        database.DevMails.Add(new DevMail { Recipient = mail.To, Subject = mail.Subject, Text = mail.Text, SentAt = time.GetUtcNow() });
        await database.SaveChangesAsync(cancellationToken);
    }
}
