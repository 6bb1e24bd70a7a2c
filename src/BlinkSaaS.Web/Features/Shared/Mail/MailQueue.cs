using System.Threading.Channels;

namespace BlinkSaaS.Web.Features.Shared.Mail;

/// <summary>
/// Mails wait here and leave after the answer is written: how long a page takes must not tell whether it sent one. They
/// are kept in memory only, since they carry links that open accounts; whoever waits in vain asks for another.
/// </summary>
public sealed class MailQueue
{
    private readonly Channel<OutgoingMail> _waiting = Channel.CreateBounded<OutgoingMail>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Add(OutgoingMail mail) => _waiting.Writer.TryWrite(mail);

    public IAsyncEnumerable<OutgoingMail> TakeAsync(CancellationToken cancellationToken) => _waiting.Reader.ReadAllAsync(cancellationToken);
}

/// <summary>Takes mails from the queue, one after the other, with three tries for each.</summary>
public sealed partial class SendQueuedMail(MailQueue queue, IServiceScopeFactory scopes, TimeProvider time, ILogger<SendQueuedMail> log) : BackgroundService
{
    private const int Tries = 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var mail in queue.TakeAsync(stoppingToken))
            await SendAsync(mail, stoppingToken);
    }

    private async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IMailTransport>().SendAsync(mail, cancellationToken);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Subject only: neither the address nor the link belongs in a log.
                LogFailure(log, mail.Subject, attempt, e);
                if (attempt < Tries)
                    await Task.Delay(TimeSpan.FromSeconds(2 * attempt), time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail '{Subject}' could not be sent, try {Attempt}")]
    private static partial void LogFailure(ILogger logger, string subject, int attempt, Exception exception);
}
