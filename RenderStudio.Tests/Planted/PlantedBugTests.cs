using RenderStudio.Testing.App;
using RenderStudio.Testing.Planted;
using RenderStudio.Tests.Docs;

namespace RenderStudio.Tests.Planted;

/// <summary>
/// The lists of planted bugs match the current code. <c>dotnet run --project RenderStudio.Benchmarks -- planted</c>
/// checks whether the named tests detect the bugs.
/// </summary>
public sealed class PlantedBugTests
{
    private static readonly IReadOnlyList<PlantedBug> Bugs =
        PlantedBug.Load(Path.Combine(Repository.Root, "RenderStudio.Tests", "Planted"));

    [Fact]
    public void Every_bug_can_be_planted() => Assert.All(
        Bugs, bug => bug.Plant(File.ReadAllText(Path.Combine(Repository.Root, bug.File))));

    [Fact]
    public void Every_bug_names_a_test_that_exists() => Assert.Empty(Bugs.Select(bug => bug.Test).Except(TestNames.All));
}
