using RenderStudio.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace RenderStudio.Tests;

/// <summary>Starts the longest collections first, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        "InStorms", "OnTheFaultyEngine", "InLibraryStorms", "OnTheWorkbench", "LedgerPropertyTests",
        "RedesignScenario", "CancelTests", "StudioLifecycleTests", "TimeoutTests", "TemplateTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    private static int Place(string name) => Array.FindIndex(Longest,
        longest => name.Contains($".{longest} ", StringComparison.Ordinal)) is >= 0 and var place ? place : Longest.Length;
}
