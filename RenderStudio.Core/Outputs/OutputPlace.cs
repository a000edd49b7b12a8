using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Outputs;

/// <summary>Where finished pictures go.</summary>
/// <param name="IsPublic">They lie beside the render's other files, or where the first one belongs.</param>
public sealed record OutputPlace(Guid OwnerId, Guid RenderId, bool IsPublic)
{
    public string Container => StudioContainers.Of(IsPublic);
}
