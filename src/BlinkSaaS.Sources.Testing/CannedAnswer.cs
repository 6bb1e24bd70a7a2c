namespace BlinkSaaS.Sources.Testing;

/// <summary>An answer that the kit gives in the place of the API.</summary>
/// <param name="Status">Its status code.</param>
/// <param name="Body">Its body; <c>{secret}</c> stands for the credential, as some APIs repeat it in their errors.</param>
/// <param name="ContentType">Type of the body.</param>
public sealed record CannedAnswer(int Status, string Body, string ContentType = "application/json");
