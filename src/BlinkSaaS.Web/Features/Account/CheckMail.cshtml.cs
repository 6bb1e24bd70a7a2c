using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>Where every request for a mail ends, whether one was sent or not.</summary>
[AllowAnonymous]
public sealed class CheckMailModel(LoopbackOnly gate, IOptions<MailOptions> mail) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? For { get; set; }

    public bool HasDevMail => gate.IsDevelopment && string.IsNullOrEmpty(mail.Value.Smtp.Host);

    public void OnGet()
    {
    }
}
