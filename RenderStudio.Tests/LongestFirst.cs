using RenderStudio.Testing.InProcess;
using RenderStudio.Tests;
using RenderStudio.Tests.Faults;
using RenderStudio.Tests.FunctionsHost;
using RenderStudio.Tests.Generations;
using RenderStudio.Tests.Infra;
using RenderStudio.Tests.Local;
using RenderStudio.Tests.Scenarios;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace RenderStudio.Tests;

/// <summary>Starts the longest collections first, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        nameof(InStorms), nameof(OnTheFaultyEngine), nameof(InLibraryStorms), nameof(OnTheWorkbench),
        nameof(LedgerPropertyTests), nameof(RedesignScenario), nameof(CancelTests), nameof(StudioLifecycleTests),
        nameof(TimeoutTests), nameof(TemplateTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    private static int Place(string name)
    {
        var place = Array.FindIndex(Longest, longest => name.Contains($".{longest} ", StringComparison.Ordinal));
        return place >= 0 ? place : Longest.Length;
    }
}
