using RenderStudio.Core.Assets;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Assets;

/// <summary>Presigned uploads, which clients send directly to storage.</summary>
public static class PresignedUploads
{
    public static async Task<IResult> GrantAsync(HttpContext context, GrantUpload grant, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var kind = fields.Kind();
        var contentType = fields.Text("contentType");
        fields.Errors.AddWhen(
            contentType is null && !fields.Errors.Has("contentType"), "contentType", "Is required.");
        var fileSize = fields.WholeNumber("fileSize");
        fields.Errors.AddWhen(
            fileSize is null or < 1 && !fields.Errors.Has("fileSize"), "fileSize",
            "Must be the size of the file in bytes, at least 1.");
        fields.RejectUnknownFields();
        if (fields.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        return (await grant.RunAsync(kind!, contentType!, fileSize!.Value, context.Caller(), ct)).Failed(
            out problem, out var granted)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(granted, StorageJson.Default.GrantedUpload, StatusCodes.Status201Created);
    }

    public static async Task<IResult> CompleteAsync(
        Guid id, HttpContext context, CompleteUpload complete, CancellationToken ct) =>
        (await complete.RunAsync(id, context.Caller(), context.BodyClaim().TryTake, ct)).Failed(
            out var problem, out var asset)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(asset, StorageJson.Default.AssetView);
}
