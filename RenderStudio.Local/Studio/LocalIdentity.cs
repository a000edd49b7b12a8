namespace RenderStudio.Local.Studio;

/// <summary>Who signs the tokens that the local app accepts, and for whom.</summary>
public static class LocalIdentity
{
    public const string Issuer = "render-studio-local";
    public const string Audience = "render-studio";
    public const string KeyId = "local";
}
