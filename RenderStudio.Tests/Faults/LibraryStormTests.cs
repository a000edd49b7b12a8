using RenderStudio.Testing.Faults.Storms;

namespace RenderStudio.Tests.Faults;

/// <summary>Runs in parallel with the other storms, on a separate studio.</summary>
[CollectionDefinition]
public sealed class InLibraryStorms : ICollectionFixture<SharedFaultyStudio>;

/// <summary>An owner's library during crashes: hidden content stays hidden, erased content is deleted.</summary>
[Collection<InLibraryStorms>]
public sealed class LibraryStormTests(SharedFaultyStudio shared)
{
    [Fact]
    public Task Twenty_changes_of_visibility_with_crashes_in_between_expose_no_private_picture() =>
        shared.RunAsync(LibraryStorms.Toggles);

    [Fact]
    public Task Four_owners_whose_erasure_is_interrupted_by_crashes_leave_no_trace() =>
        shared.RunAsync(LibraryStorms.Erasures);
}
