namespace RenderStudio.Tests.Faults;

/// <summary>Seeds of the random tests. A failure prints its seed; the environment variable sets it.</summary>
internal static class Seeds
{
    private const string Variable = "RENDER_STUDIO_SEED";

    public static int Next() => int.TryParse(Environment.GetEnvironmentVariable(Variable), out var given)
        ? given
        : Random.Shared.Next();
}
