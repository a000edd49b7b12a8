using RenderStudio.Testing.App;
using RenderStudio.Testing.Faults;
using RenderStudio.Testing.Faults.Trials;

namespace RenderStudio.Tests.Faults;

/// <summary>Guarantees about uploaded files, at a part of the numbers of the soak.</summary>
public sealed class TrialTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public Task A_grant_creates_its_one_file_once_and_does_nothing_else() => TryAsync(GrantTrials.Abused);

    [Fact]
    public Task Bytes_written_after_the_inspection_are_never_stored() => TryAsync(PromotionTrials.Overwritten);

    [Fact]
    public Task No_part_of_a_blob_name_comes_from_a_user() => TryAsync(NameTrials.HostileNames);

    private Task TryAsync(Trial trial) =>
        trial.RunAsync(shared.App, scale: 1, Seeds.Next(), TestContext.Current.TestOutputHelper!.WriteLine);
}
