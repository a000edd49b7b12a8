namespace RenderStudio.Core.Identity;

/// <summary>What an API key may do.</summary>
[Flags]
public enum KeyScopes
{
    None = 0,

    /// <summary>Read everything that the owner can read, except API keys.</summary>
    Read = 1,

    /// <summary>Upload photos, submit, retry and cancel generations, and change the library.</summary>
    Generate = 2,
}

public static class KeyScopeNames
{
    private static readonly IReadOnlyList<KeyScopes> Single = [KeyScopes.Generate, KeyScopes.Read];

    public static IReadOnlyList<string> All { get; } = (KeyScopes.Generate | KeyScopes.Read).Names();

    /// <summary>The names of the scopes, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names(this KeyScopes scopes) =>
        [.. Single.Where(scope => scopes.HasFlag(scope)).Select(scope => scope.ToString().ToLowerInvariant())];

    /// <summary>Unknown names are ignored.</summary>
    public static KeyScopes Parse(IEnumerable<string> names) => names
        .Select(name => Single.SingleOrDefault(scope => scope.Names()[0] == name))
        .Aggregate(KeyScopes.None, (all, scope) => all | scope);
}
