using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Assets;

/// <summary>The purpose of an owner's picture.</summary>
/// <param name="Id">The name in responses and rows.</param>
/// <param name="Limits">The limits of an accepted picture.</param>
/// <param name="IsSingle">True when an owner has at most one asset of this kind; a new one replaces the old
/// one.</param>
public sealed record AssetKind(string Id, PictureLimits Limits, bool IsSingle)
{
    public static AssetKind Input { get; } = new("input", PictureLimits.Inputs, false);

    public static AssetKind LogoPrimary { get; } = new("logo_primary", PictureLimits.AvatarsAndLogos, true);

    public static AssetKind LogoSecondary { get; } = new("logo_secondary", PictureLimits.AvatarsAndLogos, true);

    public static AssetKind Avatar { get; } = new("avatar", PictureLimits.AvatarsAndLogos, true);

    /// <summary>The kind of the pictures that a start draws for its generation; owners do not upload them.</summary>
    public const string Stencil = "stencil";

    /// <summary>
    /// Inputs lose their alpha channel: no model uses alpha, and a decoder that drops it reveals the colours of
    /// transparent pixels.
    /// </summary>
    internal bool KeepsAlpha => this != Input;

    /// <summary>Maximum size of one upload.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>The kinds that an owner can upload.</summary>
    public static IReadOnlyList<AssetKind> Uploads { get; } = [Input, LogoPrimary, LogoSecondary, Avatar];

    /// <returns>Null when uploads of this kind do not exist.</returns>
    public static AssetKind? TryParse(string? id) => Uploads.FirstOrDefault(kind => kind.Id == id);

    /// <summary>A new unique path.</summary>
    internal string NewPath(Guid ownerId, string extension) => Id switch
    {
        "logo_primary" => StoragePaths.Logo(ownerId, "primary", Guid.NewGuid(), extension),
        "logo_secondary" => StoragePaths.Logo(ownerId, "secondary", Guid.NewGuid(), extension),
        "avatar" => StoragePaths.Avatar(ownerId, Guid.NewGuid(), extension),
        _ => StoragePaths.Input(ownerId, Guid.NewGuid(), extension),
    };
}
