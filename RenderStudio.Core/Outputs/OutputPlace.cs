using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Outputs;

/// <summary>Where finished pictures are stored.</summary>
/// <param name="IsPublic">True for the public container: the one of the render's other files, or the default visibility
/// for the first file.</param>
public sealed record OutputPlace(Guid OwnerId, Guid RenderId, bool IsPublic)
{
    public string Container => StudioContainers.Of(IsPublic);
}
