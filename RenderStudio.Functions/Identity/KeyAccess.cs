using RenderStudio.Core;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Identity;

/// <summary>Which API keys may call an endpoint.</summary>
/// <param name="Scopes">A key needs one of these scopes. None: the endpoint requires a token.</param>
public sealed record KeyAccess(KeyScopes Scopes)
{
    /// <summary>One sentence for the API document.</summary>
    public string Sentence => Scopes == KeyScopes.None
        ? "Requires a token; API keys are rejected."
        : $"An API key needs the scope {Quoted}.";

    /// <summary>The response to a key without the scope.</summary>
    public Problem Problem => new(ProblemCode.InsufficientScope, Scopes == KeyScopes.None
        ? "This operation requires a token. API keys cannot call it."
        : $"The API key lacks the scope {Quoted}.");

    private string Quoted => string.Join(" or ", Scopes.Names().Select(scope => $"`{scope}`"));
}

public static class KeyAccessRules
{
    private static readonly KeyAccess TokenOnly = new(KeyScopes.None);

    /// <summary>Permits API keys with the scope <c>read</c>.</summary>
    public static T KeyReads<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new KeyAccess(KeyScopes.Read));

    /// <summary>Permits API keys with the scope <c>generate</c>.</summary>
    public static T KeyGenerates<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new KeyAccess(KeyScopes.Generate));

    /// <summary>Permits API keys with any scope.</summary>
    public static T AnyKey<T>(this T endpoint)
        where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new KeyAccess(KeyScopes.Read | KeyScopes.Generate));

    /// <summary>Rejects every API key: the endpoint requires a token.</summary>
    public static T NoKey<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(TokenOnly);

    /// <summary>
    /// Rejects a key that lacks the scope of the endpoint. An endpoint that declares nothing rejects every key, except
    /// for unknown paths, which contain nothing.
    /// </summary>
    /// <returns>Null for a token, and for a key with the scope.</returns>
    public static Problem? RejectKey(this HttpContext context, CallerKey? key)
    {
        if (key is null || context.GetEndpoint()?.Metadata is not { } metadata
            || metadata.GetMetadata<UnknownPath>() is not null)
            return null;
        var access = metadata.GetMetadata<KeyAccess>() ?? TokenOnly;
        return (access.Scopes & key.Scopes) == KeyScopes.None ? access.Problem : null;
    }
}
