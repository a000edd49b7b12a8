using RenderStudio.Core.Identity;

namespace RenderStudio.Local.Studio;

/// <summary>Issuer and audience of the tokens that the local app accepts.</summary>
public static class LocalIdentity
{
    public const string Issuer = IdentityOptions.DevelopmentIssuer;
    public const string Audience = "render-studio";
    public const string KeyId = "local";
}
