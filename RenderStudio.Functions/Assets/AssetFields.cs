using RenderStudio.Core.Assets;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Assets;

public static class AssetFields
{
    private static readonly string Known = string.Join(", ", AssetKind.Uploads.Select(kind => kind.Id));

    /// <summary>The kind of an upload. Returns null and adds an error when it is missing or unknown.</summary>
    public static AssetKind? Kind(this RequestFields fields)
    {
        var kind = AssetKind.TryParse(fields.Text("kind"));
        fields.Errors.AddWhen(kind is null && !fields.Errors.Has("kind"), "kind", $"Must be one of {Known}.");
        return kind;
    }
}
