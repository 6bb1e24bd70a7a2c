using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace BlinkSaaS.Web.Tests.Architecture;

public sealed class PageMemoryTests
{
    /// <summary>What one page leaves is read by the next one that has the key, whichever page that is.</summary>
    [Fact]
    public void Values_kept_for_the_next_page_have_one_type_for_each_key()
    {
        var kept = typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetProperties())
            .Select(property => (property, Mark: property.GetCustomAttribute<TempDataAttribute>())).Where(p => p.Mark is not null)
            .GroupBy(p => p.Mark!.Key ?? p.property.Name, p => p.property.PropertyType).ToList();

        Assert.NotEmpty(kept);
        Assert.All(kept, key => Assert.Single(key.Distinct()));
    }
}
