using System.Text.Json.Serialization;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Limits;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Assets;

public static class StorageFunctions
{
    public static void MapStorage(this IEndpointRouteBuilder app)
    {
        var storage = app.MapGroup(ApiRoutes.Storage).RequireCaller();
        storage.MapPost("upload", UploadAsync).KeyGenerates().Describe(StorageDocument.Upload);
        storage.MapPost("presigned-upload", PresignedUploads.GrantAsync).Limit(LimitClass.Preparations).KeyGenerates()
            .Describe(StorageDocument.Grant);
        storage.MapPost("assets/{id:guid}/complete", PresignedUploads.CompleteAsync)
            .KeyGenerates().Describe(StorageDocument.Complete);
        storage.MapPost("signed-urls", SignAsync).KeyReads().Describe(StorageDocument.Sign);
        storage.MapGet("assets", ListAsync).WithQuery("kind", "generationId", "isPublic", "cursor", "limit")
            .KeyReads().Describe(StorageDocument.List);
        storage.MapGet("assets/{id:guid}", GetAsync).KeyReads().Describe(StorageDocument.Get);
        storage.MapDelete("assets/{id:guid}", DeleteAsync).KeyGenerates().Describe(StorageDocument.Delete);
        storage.MapPut("assets/{id:guid}/visibility", ChangeVisibilityAsync).WithQuery(VisibilityBody.Name)
            .KeyGenerates().Describe(StorageDocument.ChangeVisibility);
    }

    private static async Task<IResult> UploadAsync(
        HttpContext context, UploadAsset upload, PublicLinks links, CancellationToken ct)
    {
        if ((await BodyFields.ReadFormAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var kind = fields.Kind();
        var generationId = fields.Id("generationId");
        var file = fields.File("file");
        fields.Errors.AddWhen(file is null, "file", "Must be a file: a part with a filename in a multipart form.");
        fields.RejectUnknownFields();
        if (fields.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        return (await upload.RunAsync(kind!, generationId, file!.Value, context.Caller(), ct)).Failed(
            out problem, out var asset)
            ? problem.ToResponse()
            : Created(context, asset, links);
    }

    private static async Task<IResult> SignAsync(HttpContext context, SignLinks sign, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var ids = fields.Ids("ids", SignLinks.MaxIds);
        fields.RejectUnknownFields();
        if (fields.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        var links = await sign.RunAsync(ids, context.Caller(), ct);
        return ReadableJson.ToResponse(new SignedLinks(links), SignedLinksJson.Default.SignedLinks);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ListAssets list, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var filter = new AssetFilter
        {
            OwnerId = context.Caller().OwnerId,
            Kind = query.Choice("kind", AssetFilter.Kinds),
            GenerationId = query.Id("generationId"),
            IsPublic = query.Flag("isPublic"),
        };
        var (after, limit) = (query.Cursor(), query.Limit());
        if (query.Errors.ToProblem() is { } problem)
            return problem.ToResponse();
        var page = await list.RunAsync(filter, after, limit, ct);
        return ReadableJson.ToResponse(page, StorageJson.Default.PageAssetView);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, GetAsset get, CancellationToken ct) =>
        (await get.RunAsync(id, context.Caller(), ct)).Failed(out var problem, out var asset)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(asset, StorageJson.Default.AssetView);

    private static async Task<IResult> DeleteAsync(
        Guid id, HttpContext context, DeleteAsset delete, CancellationToken ct) =>
        await delete.RunAsync(id, context.Caller(), ct) is { } problem ? problem.ToResponse() : Results.NoContent();

    private static async Task<IResult> ChangeVisibilityAsync(
        Guid id, HttpContext context, ChangeAssetVisibility change, CancellationToken ct)
    {
        if ((await VisibilityBody.ReadAsync(context)).Failed(out var problem, out var isPublic))
            return problem.ToResponse();
        return (await change.RunAsync(id, isPublic, context.Caller(), ct)).Failed(out problem, out var asset)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(
                new AssetVisibility(asset.Url, asset.IsPublic, asset.PublicUrl), StorageJson.Default.AssetVisibility);
    }

    private static IResult Created(HttpContext context, AssetView asset, PublicLinks links)
    {
        context.Response.Headers.Location =
            links.Absolute($"/{ApiRoutes.Storage}/assets/{asset.Id}").AbsoluteUri;
        return ReadableJson.ToResponse(asset, StorageJson.Default.AssetView, StatusCodes.Status201Created);
    }
}

public sealed record SignedLinks(IReadOnlyList<SignedLink> Items);

/// <param name="PublicUrl">Null while the asset is private.</param>
public sealed record AssetVisibility(Uri Url, bool IsPublic, Uri? PublicUrl);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AssetView))]
[JsonSerializable(typeof(Page<AssetView>))]
[JsonSerializable(typeof(AssetVisibility))]
[JsonSerializable(typeof(GrantedUpload))]
public sealed partial class StorageJson : JsonSerializerContext;

/// <summary>Omits null properties, because an item contains either a link or a code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignedLinks))]
public sealed partial class SignedLinksJson : JsonSerializerContext;
