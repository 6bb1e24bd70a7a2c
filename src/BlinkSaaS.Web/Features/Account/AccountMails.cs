using System.Text;
using BlinkSaaS.Web.Features.Shared.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>The mails that accounts send, each with one link.</summary>
public sealed class AccountMails(MailQueue queue, UserManager<AppUser> people, AccountThrottle throttle, PublicAddress address, IHttpContextAccessor http)
{
    private const string NotYou = "If this was not you, there is nothing to do.";

    public async Task ConfirmAddressAsync(AppUser person)
    {
        var code = Encode(await people.GenerateEmailConfirmationTokenAsync(person));
        Send(person.Email!, "Confirm your address", $"""
            Hello {person.DisplayName},

            open this page and enter your password to confirm that the address is yours. The link works for one day.
            {Link($"/account/confirm?user={person.Id}&code={code}")}

            {NotYou} Without it, the account cannot be used.
            """);
    }

    /// <summary>To somebody who registers with an address that has an account: the page does not say so, this mail does.</summary>
    public void AlreadyRegistered(AppUser person) => Send(person.Email!, "You have an account already", $"""
        Hello {person.DisplayName},

        somebody, probably you, wanted to register with this address, which has an account already. Sign in here:
        {Link("/account/sign-in")}

        Forgotten password:
        {Link("/account/forgot")}

        {NotYou} Nothing has changed.
        """);

    public async Task ResetPasswordAsync(AppUser person)
    {
        var code = Encode(await people.GeneratePasswordResetTokenAsync(person));
        Send(person.Email!, "Choose a new password", $"""
            Hello {person.DisplayName},

            choose a new password on this page. The link works once and for one day.
            {Link($"/account/reset?user={person.Id}&code={code}")}

            {NotYou} The old password still works.
            """);
    }

    public void PasswordChanged(AppUser person) => Send(person.Email!, "Your password was changed", $"""
        Hello {person.DisplayName},

        the password of your account was changed. If this was not you, choose a new one at once:
        {Link("/account/forgot")}
        """);

    public async Task ConfirmNewAddressAsync(AppUser person, string email)
    {
        var code = Encode(await people.GenerateChangeEmailTokenAsync(person, email));
        Send(email, "Confirm your new address", $"""
            Hello {person.DisplayName},

            open this page to use this address from now on. The link works for one day.
            {Link($"/account/confirm-change?user={person.Id}&email={Uri.EscapeDataString(email)}&code={code}")}

            {NotYou}
            """);
    }

    /// <summary>To the owner of an address that somebody else wants to use.</summary>
    public void AddressInUse(AppUser owner) => Send(owner.Email!, "Somebody wants to use your address", $"""
        Hello {owner.DisplayName},

        somebody wanted to use this address for another account. It belongs to yours, so nothing has changed.
        """);

    public void AddressChanged(AppUser person, string former) => Send(former, "Your address was changed", $"""
        Hello {person.DisplayName},

        your account now uses another e-mail address. If this was not you, tell an owner of your workspace.
        """);

    public static string? Decode(string? code)
    {
        try
        {
            return string.IsNullOrEmpty(code) ? null : Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Encode(string token) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token));

    private string Link(string pathAndQuery) => address.Link(http.HttpContext!.Request, pathAndQuery);

    private void Send(string to, string subject, string text)
    {
        if (throttle.MayMail(to))
            queue.Add(new OutgoingMail(to, subject, text));
    }
}
