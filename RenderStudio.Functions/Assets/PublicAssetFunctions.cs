using System.Buffers;
using Microsoft.AspNetCore.Cors.Infrastructure;
using RenderStudio.Core.Assets;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Assets;

/// <summary>
/// Anonymous endpoints for public files. A database row determines the path in storage, never the request.
/// </summary>
public static class PublicAssetFunctions
{
    private const int LongestName = 32;

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.");

    public static void MapPublicAssets(this IEndpointRouteBuilder app)
    {
        var assets = app.MapGroup(ApiRoutes.Assets).RequireCors(AllowAnyOrigin);
        assets.MapGet("renders/{renderId:guid}/{file}", RenderFileAsync).Describe(PublicAssetDocument.RenderFile);
        assets.MapGet("uploads/{assetId:guid}", UploadAsync).Describe(PublicAssetDocument.Upload);
    }

    private static async Task<IResult> RenderFileAsync(
        Guid renderId, string file, PublicFileStore store, CancellationToken ct) =>
        file.Length <= LongestName && !file.AsSpan().ContainsAnyExcept(NameLetters)
        && await store.OfRenderAsync(renderId, file, ct) is { } found
            ? new PublicFileResponse(found)
            : UnknownPaths.Problem.ToResponse();

    private static async Task<IResult> UploadAsync(Guid assetId, PublicFileStore store, CancellationToken ct) =>
        await store.OfAssetAsync(assetId, ct) is { } found
            ? new PublicFileResponse(found)
            : UnknownPaths.Problem.ToResponse();

    private static void AllowAnyOrigin(CorsPolicyBuilder policy) => policy
        .AllowAnyOrigin()
        .WithMethods(Methods)
        .AllowAnyHeader()
        .WithExposedHeaders([.. ExposedHeaders.All]);
}
