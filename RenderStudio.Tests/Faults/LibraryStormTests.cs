using RenderStudio.Testing.Faults.Storms;

namespace RenderStudio.Tests.Faults;

/// <summary>Beside the other storms, on a studio of their own.</summary>
[CollectionDefinition]
public sealed class InLibraryStorms : ICollectionFixture<SharedFaultyStudio>;

/// <summary>An owner's library under deaths: what is hidden stays hidden, what is erased is gone.</summary>
[Collection<InLibraryStorms>]
public sealed class LibraryStormTests(SharedFaultyStudio shared)
{
    [Fact]
    public Task Fifty_changes_of_visibility_with_deaths_in_between_show_no_stranger_what_is_private() =>
        shared.RunAsync(LibraryStorms.Toggles);

    [Fact]
    public Task Ten_owners_whose_erasure_dies_halfway_leave_no_trace() => shared.RunAsync(LibraryStorms.Erasures);
}
