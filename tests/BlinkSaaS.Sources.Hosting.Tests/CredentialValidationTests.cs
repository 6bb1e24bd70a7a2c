using System.Diagnostics;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests;

public sealed class CredentialValidationTests
{
    private static readonly CredentialField s_token = FakeSource.Descriptor.Fields[0];

    [Theory]
    [InlineData(null, "Enter the API Token.")]
    [InlineData("", "Enter the API Token.")]
    [InlineData("  \r\n ", "Enter the API Token.")]
    [InlineData("abc\ndef", "The API Token has a line break in it. Copy it again as one line.")]
    [InlineData("abc\r\ndef", "The API Token has a line break in it. Copy it again as one line.")]
    [InlineData("abc\u2028def", "The API Token has a line break in it. Copy it again as one line.")]
    [InlineData("abc\u0000def", "The API Token has a character in it that cannot be sent. Copy it again.")]
    [InlineData("abc–def", "The API Token has a character in it that cannot be sent. Copy it again.")]
    [InlineData("abcdefghijk", "The API Token is longer than 10 characters. Check what was copied.")]
    public void A_token_that_cannot_work_is_explained(string? token, string message) =>
        Assert.Equal(message, Validate(s_token with { MaxLength = 10 }, token)["token"]);

    [Fact]
    public void Spaces_and_line_breaks_around_a_value_are_taken_off()
    {
        var typed = new Dictionary<string, string?> { ["token"] = " \tabc\r\n", ["unknown"] = "x" };
        Assert.Empty(CredentialValidation.Validate(FakeSource.Descriptor, typed));
        Assert.Equal([new("token", "abc")], CredentialValidation.Trim(FakeSource.Descriptor, typed));
    }

    [Fact]
    public void A_field_that_may_be_empty_may_be_empty() => Assert.Empty(Validate(s_token with { Required = false, Pattern = "pk_.+" }, ""));

    [Theory]
    [InlineData(CredentialFieldKind.Url, "https://example.com/x", true)]
    [InlineData(CredentialFieldKind.Url, "ftp://example.com", false)]
    [InlineData(CredentialFieldKind.Url, "example", false)]
    [InlineData(CredentialFieldKind.Integer, "-12", true)]
    [InlineData(CredentialFieldKind.Integer, "1.5", false)]
    [InlineData(CredentialFieldKind.Boolean, "true", true)]
    [InlineData(CredentialFieldKind.Boolean, "yes", false)]
    [InlineData(CredentialFieldKind.Date, "2026-02-28", true)]
    [InlineData(CredentialFieldKind.Date, "2026-02-30", false)]
    [InlineData(CredentialFieldKind.Choice, "EU", true)]
    [InlineData(CredentialFieldKind.Choice, "eu", false)]
    public void A_value_must_be_of_its_kind(CredentialFieldKind kind, string value, bool sound) =>
        Assert.Equal(sound, Validate(s_token with { Kind = kind, Choices = ["EU", "US"] }, value).Count == 0);

    [Theory]
    [InlineData("pk_1", true)]
    [InlineData("xpk_1", false)]
    [InlineData("pk_1x", false)]
    [InlineData("sk_2", true)]
    public void The_pattern_is_held_against_the_whole_value(string value, bool sound)
    {
        var field = s_token with { Pattern = "pk_[0-9]|sk_[0-9]", PatternMessage = "It starts with pk_." };
        Assert.Equal(sound ? null : "It starts with pk_.", Validate(field, value).GetValueOrDefault("token"));
    }

    [Fact]
    public void A_pattern_that_explodes_costs_no_more_than_its_time()
    {
        var started = Stopwatch.GetTimestamp();
        var problems = Validate(s_token with { Pattern = "(a+)+b" }, new string('a', 60));
        Assert.Single(problems);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static IReadOnlyDictionary<string, string> Validate(CredentialField field, string? value) =>
        CredentialValidation.Validate(
            FakeSource.Descriptor with { Fields = [field] }, new Dictionary<string, string?> { [field.Key] = value });
}
