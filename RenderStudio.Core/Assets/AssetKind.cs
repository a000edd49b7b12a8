using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Assets;

/// <summary>What a picture of an owner's is for.</summary>
/// <param name="Id">As it stands in answers and rows.</param>
/// <param name="Limits">What is accepted.</param>
/// <param name="IsSingle">An owner has one of it; a new one replaces the old one.</param>
public sealed record AssetKind(string Id, PictureLimits Limits, bool IsSingle)
{
    public static AssetKind Input { get; } = new("input", PictureLimits.Inputs, false);

    public static AssetKind LogoPrimary { get; } = new("logo_primary", PictureLimits.AvatarsAndLogos, true);

    public static AssetKind LogoSecondary { get; } = new("logo_secondary", PictureLimits.AvatarsAndLogos, true);

    public static AssetKind Avatar { get; } = new("avatar", PictureLimits.AvatarsAndLogos, true);

    /// <summary>
    /// Inputs lose it: no model takes alpha, and a decoder that drops it shows the colours under clear pixels.
    /// </summary>
    internal bool KeepsAlpha => this != Input;

    /// <summary>Of one upload.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Those that an owner may bring.</summary>
    public static IReadOnlyList<AssetKind> Uploads { get; } = [Input, LogoPrimary, LogoSecondary, Avatar];

    /// <returns>Null when no upload is of this kind.</returns>
    public static AssetKind? TryParse(string? id) => Uploads.FirstOrDefault(kind => kind.Id == id);

    /// <summary>A name that nobody used before.</summary>
    internal string NewPath(Guid ownerId, string extension) => Id switch
    {
        "logo_primary" => StoragePaths.Logo(ownerId, "primary", Guid.NewGuid(), extension),
        "logo_secondary" => StoragePaths.Logo(ownerId, "secondary", Guid.NewGuid(), extension),
        "avatar" => StoragePaths.Avatar(ownerId, Guid.NewGuid(), extension),
        _ => StoragePaths.Input(ownerId, Guid.NewGuid(), extension),
    };
}
