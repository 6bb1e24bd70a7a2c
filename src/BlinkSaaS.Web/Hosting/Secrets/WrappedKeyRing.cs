using System.Xml.Linq;
using BlinkSaaS.Web.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Hosting.Secrets;

/// <summary>The Data Protection key ring: kept in PostgreSQL, never pruned, each key wrapped by the <see cref="InstanceKey"/>.</summary>
public static class WrappedKeyRing
{
    /// <summary>Adds Data Protection with the wrapped key ring.</summary>
    public static IServiceCollection AddWrappedKeyRing(this IServiceCollection services, InstanceKey key)
    {
        services.AddSingleton(key);
        services.AddSingleton<Wrapping>();
        services.AddDataProtection().SetApplicationName("BlinkSaaS").PersistKeysToDbContext<AppDbContext>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlEncryptor = new WrappingEncryptor(provider.GetRequiredService<Wrapping>())));
        return services;
    }
}

/// <summary>Wraps a key of the ring before it is stored.</summary>
public sealed class WrappingEncryptor(Wrapping wrapping) : IXmlEncryptor
{
    /// <inheritdoc />
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("wrapped", Convert.ToBase64String(wrapping.Wrap(plaintextElement.ToString(SaveOptions.DisableFormatting)))),
        typeof(WrappingDecryptor));
}

/// <summary>Unwraps a key of the ring. Its full name stands in the database beside each key: it is never renamed.</summary>
public sealed class WrappingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    /// <inheritdoc />
    public XElement Decrypt(XElement encryptedElement) =>
        services.GetRequiredService<Wrapping>().TryUnwrap(Convert.FromBase64String(encryptedElement.Value), out var text)
            ? XElement.Parse(text)
            : throw new InvalidOperationException("A key of the key ring was wrapped with another Secrets:Key.");
}
