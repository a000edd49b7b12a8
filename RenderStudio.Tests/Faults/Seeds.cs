namespace RenderStudio.Tests.Faults;

/// <summary>Seeds of what is random here. A failure prints its own; the variable takes it up again.</summary>
internal static class Seeds
{
    private const string Variable = "RENDER_STUDIO_SEED";

    public static int Next() => int.TryParse(Environment.GetEnvironmentVariable(Variable), out var given)
        ? given
        : Random.Shared.Next();
}
