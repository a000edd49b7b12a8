using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Inspects a staged file and makes an asset of exactly those bytes, or deletes it. A repeated call returns the same
/// asset. The upload link can outlive the grant by minutes; an empty file at the same path prevents its further use
/// until the sweep of staged uploads deletes that file.
/// </summary>
public sealed class CompleteUpload(
    UploadGrantStore grants, StagedFiles uploads, AssetFiles files, UploadAsset upload, GetAsset get, AssetViews views)
{
    /// <param name="tryTake">Reserves memory for the file before it is read. False returns <see
    /// cref="ProblemCode.Unavailable"/> and leaves the file for another call.</param>
    public async Task<Result<AssetView>> RunAsync(
        Guid id, Caller caller, Func<long, bool> tryTake, CancellationToken ct)
    {
        if (await grants.FindAsync(id, caller.OwnerId, ct) is not { } grant)
            return await get.RunAsync(id, caller, ct);
        var staged = await uploads.ReadAsync(id, grant.Bytes, tryTake, ct);
        if (staged is null or { Bytes: 0 } && await grants.FindAsync(id, caller.OwnerId, ct) is null)
            return await get.RunAsync(id, caller, ct); // a concurrent request completed the upload
        if (staged is null)
            return NotThere;
        if (staged.State == StagedState.NoMemory)
            return NoMemory;

        var kind = AssetKind.TryParse(grant.Kind)!;
        if ((await TakeAsync(grant, kind, staged, ct)).Failed(out var problem, out var stored))
        {
            await grants.RevokeAsync(id, CancellationToken.None);
            await uploads.EmptyAsync(id, CancellationToken.None);
            return problem;
        }

        var asset = stored with { Id = id };
        if (await files.UnlessErasedAsync(
            [asset], () => grants.UseAsync(asset, kind, CancellationToken.None)) is not { } recorded)
        {
            await files.DiscardAsync(asset);
            return await get.RunAsync(id, caller, ct);
        }

        await uploads.EmptyAsync(id, CancellationToken.None);
        await upload.DeleteReplacedAsync(recorded.Replaced);
        return views.Of(recorded.Asset);
    }

    private async Task<Result<Asset>> TakeAsync(
        UploadGrant grant, AssetKind kind, StagedFile staged, CancellationToken ct)
    {
        if (staged.Content is { } content)
            return await files.StoreAsync(grant.OwnerId, kind, content, ct, grant.ContentType);
        if (staged.State == StagedState.Unreadable)
            return Unreadable;
        return staged.Bytes > AssetKind.MaxBytes
            ? GrantUpload.TooLarge
            : Problem.OfField("fileSize", $"Announced bytes: {grant.Bytes}. Uploaded bytes: {staged.Bytes}.");
    }

    // An unreadable file has no bytes to inspect. Rehydrating a file from the archive tier takes hours.
    private static Problem Unreadable { get; } = new(
        ProblemCode.ImageUnreadable,
        "The file cannot be read. Upload it without an access tier and without a customer-provided key.");

    private static Problem NoMemory { get; } = new(
        ProblemCode.Unavailable, "Too many files are being read at the moment. Retry the request later.");

    private static Problem NotThere { get; } =
        new(ProblemCode.NotFound, "No file has been uploaded to the presigned address. Upload the file first.");
}
