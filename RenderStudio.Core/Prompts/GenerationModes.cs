namespace RenderStudio.Core.Prompts;

/// <summary>What can be asked for, and whether it starts from a photo.</summary>
public static class GenerationModes
{
    /// <summary>From words alone.</summary>
    public const string Imagine = "imagine";

    /// <summary>The room of a photo in another style.</summary>
    public const string Redesign = "redesign";

    public static IReadOnlyList<string> Known { get; } = [Imagine, Redesign];

    public static bool NeedsPhoto(string mode) => mode == Redesign;

    public static bool NeedsPrompt(string mode) => mode == Imagine;
}
