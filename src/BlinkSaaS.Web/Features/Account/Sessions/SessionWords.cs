namespace BlinkSaaS.Web.Features.Account.Sessions;

public static class SessionWords
{
    /// <summary>How somebody signed in, within a sentence.</summary>
    public static string Of(SignInMethod method) => method switch
    {
        SignInMethod.PasswordAndCode => "with password and code",
        SignInMethod.PasswordAndRecoveryCode => "with password and recovery code",
        SignInMethod.Passkey => "with a passkey",
        _ => "with password",
    };
}
