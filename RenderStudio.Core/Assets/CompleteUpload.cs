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
    // An address creates one file once, so that a file cannot be sent again.
    private const string Again = "Request a new presigned upload and send the file again.";

    /// <param name="tryTake">Reserves memory for the file before it is read. False returns <see
    /// cref="ProblemCode.Unavailable"/> and leaves the file for another call.</param>
    public async Task<Result<AssetView>> RunAsync(
        Guid id, Caller caller, Func<long, bool> tryTake, CancellationToken ct)
    {
        if (await grants.FindAsync(id, caller.OwnerId, ct) is not { } grant)
            return await CompletedAsync(id, caller, ct);
        var staged = await uploads.ReadAsync(id, grant.Bytes, tryTake, ct);
        if (staged is null or { Bytes: 0 } && await grants.FindAsync(id, caller.OwnerId, ct) is null)
            return await CompletedAsync(id, caller, ct); // a concurrent request completed the upload
        if (staged is null)
            return grant.IsExpired ? Expired : NotThere(grant);
        if (staged.State == StagedState.NoMemory)
            return NoMemory;

        var kind = AssetKind.TryParse(grant.Kind)!;
        if ((await TakeAsync(grant, kind, staged, ct)).Failed(out var problem, out var stored))
        {
            await grants.RevokeAsync(id, CancellationToken.None);
            await uploads.EndLinkAsync(grant, CancellationToken.None);
            return problem with { Message = $"{problem.Message} {Again}" };
        }

        var asset = stored with { Id = id };
        var used = await files.UnlessErasedAsync([asset], () => grants.UseAsync(asset, kind, CancellationToken.None));
        if (used is not { Problem: null, Value: { } recorded })
        {
            await files.DiscardAsync(asset);
            // Without room for the file, the upload stays open: a later call succeeds after the owner deletes others.
            return used?.Problem is { } full ? full : await CompletedAsync(id, caller, ct);
        }

        await uploads.EndLinkAsync(grant, CancellationToken.None);
        await upload.DeleteReplacedAsync(recorded.Replaced);
        return views.Of(recorded.Asset);
    }

    /// <summary>The asset of an earlier call.</summary>
    private async Task<Result<AssetView>> CompletedAsync(Guid id, Caller caller, CancellationToken ct)
    {
        var asset = await get.RunAsync(id, caller, ct);
        return asset.Problem is null ? asset : Ended;
    }

    private async Task<Result<Asset>> TakeAsync(
        UploadGrant grant, AssetKind kind, StagedFile staged, CancellationToken ct)
    {
        if (staged.Content is { } content)
            return await files.StoreAsync(grant.OwnerId, kind, content, ct, grant.ContentType);
        if (staged.State == StagedState.Unreadable)
            return Unreadable;
        if (staged.Bytes > AssetKind.MaxBytes)
            return GrantUpload.TooLarge;
        var code = staged.Bytes < grant.Bytes ? ProblemCode.UploadIncomplete : ProblemCode.ValidationFailed;
        return new Problem(code, $"Announced bytes: {grant.Bytes}. Uploaded bytes: {staged.Bytes}.").In("fileSize");
    }

    // An unreadable file has no bytes to inspect. Rehydrating a file from the archive tier takes hours.
    private static Problem Unreadable { get; } = new(
        ProblemCode.ImageUnreadable,
        "The file cannot be read. Upload it without an access tier and without a customer-provided key.");

    private static Problem NoMemory { get; } = new(
        ProblemCode.Unavailable, "Too many files are being read at the moment. Retry the request later.");

    private static Problem NotThere(UploadGrant grant) => new(
        ProblemCode.NotFound,
        $"No file has been uploaded. The address accepts one until {grant.ExpiresAt:yyyy-MM-ddTHH:mm:ssZ}.");

    private static Problem Expired { get; } = new(
        ProblemCode.UploadEnded, $"The address expired before a file was uploaded. {Again}");

    private static Problem Ended { get; } = new(
        ProblemCode.UploadEnded, $"There is no open upload with this id. {Again}");
}
