using System.Reflection;

namespace RenderStudio.Tests.Docs;

/// <summary>
/// A record has at most six positional parameters. Above that, named properties prevent that two values of one type
/// change places.
/// </summary>
public sealed class PositionalRecordTests
{
    private const int Most = 6;

    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    [Fact]
    public void A_record_has_at_most_six_positional_parameters() => Assert.Empty(
        from record in Records()
        from constructor in record.GetConstructors(Any)
        where constructor.GetParameters().Length > Most
        select $"{record.FullName} has {constructor.GetParameters().Length} positional parameters");

    [Fact]
    public void Records_are_found() => Assert.Contains(typeof(Core.Problem), Records());

    private static IEnumerable<Type> Records() =>
        new[]
        {
            typeof(Core.Problem).Assembly, typeof(RenderStudio.Functions.Program).Assembly,
            typeof(RenderStudio.Local.Studio.StudioCommand).Assembly,
        }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("RenderStudio.", StringComparison.Ordinal) == true)
        .Where(type => type.GetMethod("PrintMembers", Any | BindingFlags.DeclaredOnly) is not null);
}
