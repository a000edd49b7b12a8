namespace RenderStudio.Testing.Faults.Trials;

public static class AllTrials
{
    /// <summary>In the order of the soak.</summary>
    public static IReadOnlyList<Trial> Trials { get; } =
    [
        GrantTrials.Abused, PromotionTrials.Overwritten, NameTrials.HostileNames,
    ];
}
