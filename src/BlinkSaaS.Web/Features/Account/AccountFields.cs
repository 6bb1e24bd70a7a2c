using System.ComponentModel.DataAnnotations;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// An e-mail address as people type it: with blanks around, never longer than mail allows. A kind of Required, or MVC would
/// skip it for an empty field.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MailAddressFieldAttribute : RequiredAttribute
{
    public const int Longest = 254;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var text = (value as string)?.Trim() ?? "";
        var good = text.Length is > 2 and <= Longest && MimeKit.MailboxAddress.TryParse(text, out var parsed) && parsed.Address == text && parsed.Domain.Length > 0
            && !text.Any(char.IsWhiteSpace) && !text.Any(char.IsControl);
        return good ? ValidationResult.Success : new ValidationResult(
            text.Length == 0 ? "Enter your e-mail address." : "Enter the whole e-mail address, such as name@example.com.", [validationContext.MemberName!]);
    }
}

/// <summary>A name that people see: one line, some ink, 80 characters at most. A kind of Required, as above.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonNameFieldAttribute : RequiredAttribute
{
    public const int Longest = 80;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var text = (value as string)?.Trim() ?? "";
        var message = text.Length == 0 ? "Enter your name, as colleagues know you."
            : text.Length > Longest ? $"Shorten the name to {Longest} characters or fewer."
            : text.Any(char.IsControl) ? "Remove line breaks and other invisible characters from the name."
            : null;
        return message is null ? ValidationResult.Success : new ValidationResult(message, [validationContext.MemberName!]);
    }
}
