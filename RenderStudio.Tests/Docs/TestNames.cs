using System.Reflection;
using Xunit.v3;

namespace RenderStudio.Tests.Docs;

/// <summary>The names of the tests of this assembly in docs and lists: <c>Class</c> and <c>Class.Method</c>.</summary>
internal static class TestNames
{
    public static IReadOnlySet<string> All { get; } = (
        from type in typeof(TestNames).Assembly.GetTypes()
        where type is { IsPublic: true, IsAbstract: false }
        from method in type.GetMethods()
        where method.GetCustomAttributes().OfType<IFactAttribute>().Any(test => test.Skip is null)
        from name in new[] { type.Name, $"{type.Name}.{method.Name}" }
        select name).ToHashSet();
}
