namespace RenderStudio.Core.Administration;

/// <summary>What an operator did; stored and returned in snake case.</summary>
public enum ActKind
{
    RedrivePrediction,
    PauseStarts,
    ResumeStarts,
    GrantCredits,
    TakeCredits,
    SweepStorage,
}

public static class ActKinds
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<ActKind>().Select(Text)];

    /// <summary>The kind in snake case: <c>pause_starts</c>.</summary>
    public static string Text(this ActKind kind) => kind.ToSnakeCase();
}
