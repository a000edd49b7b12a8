namespace RenderStudio.Tests.Faults;

/// <summary>
/// How often a test repeats something random. The suite runs a part of the numbers; the soak multiplies them by the
/// environment variable.
/// </summary>
internal static class Repetitions
{
    private const string Variable = "RENDER_STUDIO_REPETITIONS";

    /// <param name="suite">The number in the suite.</param>
    public static int Of(int suite) =>
        suite * (int.TryParse(Environment.GetEnvironmentVariable(Variable), out var times) && times > 0 ? times : 1);
}
