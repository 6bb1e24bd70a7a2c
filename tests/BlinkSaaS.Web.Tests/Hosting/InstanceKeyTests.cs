using System.Security.Cryptography;
using BlinkSaaS.Web.Hosting;
using BlinkSaaS.Web.Hosting.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace BlinkSaaS.Web.Tests.Hosting;

public sealed class InstanceKeyTests : IDisposable
{
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly string _folder = Directory.CreateTempSubdirectory("blinksaas-key-").FullName;

    [Fact]
    public void Production_without_a_key_says_what_to_set_and_makes_none()
    {
        var refusal = Assert.Throws<StartupException>(() => Read("Production"));
        Assert.Contains("Secrets__Key", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("not Base64 at all, but long enough to be a key")]
    [InlineData("c2hvcnQ=")]
    public void A_key_that_is_none_is_refused_without_being_shown(string text)
    {
        var refusal = Assert.Throws<StartupException>(() => Read("Production", ("Secrets:Key", text)));
        Assert.Contains("Base64", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_file_that_is_missing_or_no_file_is_named()
    {
        foreach (var path in new[] { Path.Combine(_folder, "missing"), _folder })
        {
            var refusal = Assert.Throws<StartupException>(() => Read("Production", ("Secrets:KeyFile", path)));
            Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Secrets:KeyFile", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void The_file_and_the_setting_give_the_same_key()
    {
        var file = Path.Combine(_folder, "key");
        File.WriteAllText(file, Key + "\n");
        Assert.Equal(Read("Production", ("Secrets:Key", Key)).Derive("a"), Read("Production", ("Secrets:KeyFile", file)).Derive("a"));
    }

    [Fact]
    public void Development_makes_a_file_that_only_this_user_reads_and_uses_it_again()
    {
        var first = Read("Development");
        var file = Path.Combine(_folder, "secrets.key");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(first.Derive("a"), Read("Development").Derive("a"));
        Assert.Equal([file, $"{file}.lock"], Directory.EnumerateFileSystemEntries(_folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Hosts_that_start_at_the_same_moment_on_a_new_machine_get_one_key()
    {
        for (var round = 0; round < 20; round++)
        {
            using var together = new Barrier(4);
            var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return Convert.ToHexString(Read("Development").Derive("a"));
                },
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            Assert.Single(keys.Distinct());
            Assert.Equal(keys[0], Convert.ToHexString(Read("Development").Derive("a")));
            File.Delete(Path.Combine(_folder, "secrets.key"));
        }
    }

    [Fact]
    public void Purposes_have_keys_of_their_own_and_no_text_shows_one()
    {
        var key = InstanceKey.Parse(Key);
        Assert.NotEqual(key.Derive("a"), key.Derive("b"));
        Assert.NotEqual(key.Derive("a"), InstanceKey.Parse(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))).Derive("a"));
        Assert.DoesNotContain(Key, key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_wrapped_under_another_key_or_was_changed_does_not_unwrap()
    {
        var wrapping = new Wrapping(InstanceKey.Parse(Key));
        var wrapped = wrapping.Wrap("the text");
        Assert.True(wrapping.TryUnwrap(wrapped, out var text));
        Assert.Equal("the text", text);
        Assert.NotEqual(wrapped, wrapping.Wrap("the text"));
        Assert.False(new Wrapping(InstanceKey.Parse(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))).TryUnwrap(wrapped, out _));
        for (var i = 0; i < wrapped.Length; i++)
        {
            var changed = wrapped.ToArray();
            changed[i] ^= 1;
            Assert.False(wrapping.TryUnwrap(changed, out _));
        }

        Assert.False(wrapping.TryUnwrap(wrapped.AsSpan(0, 20), out _));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private InstanceKey Read(string environment, params (string Name, string Value)[] settings) => InstanceKey.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Append(("Development:Folder", _folder)).ToDictionary(s => s.Item1, s => (string?)s.Item2)).Build(),
        new NamedEnvironment(environment));
}

/// <summary>An environment that is only its name.</summary>
internal sealed class NamedEnvironment(string name) : IHostEnvironment
{
    public string EnvironmentName { get; set; } = name;

    public string ApplicationName { get; set; } = "tests";

    public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
