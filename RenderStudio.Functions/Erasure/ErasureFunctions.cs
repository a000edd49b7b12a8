using System.Text.Json.Serialization;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Erasure;

public static class ErasureFunctions
{
    private const string Receipts = $"/{ApiRoutes.Me}/erasures";

    public static void MapErasure(this IEndpointRouteBuilder app)
    {
        app.MapGroup(ApiRoutes.Me).RequireSubject().MapDelete("", EraseAsync).NoKey().Describe(ErasureDocument.Erase);
        // Anonymous: an erased subject has no owner, and an authenticated request would create a new one.
        app.MapGet($"{Receipts}/{{id:guid}}", ReadAsync).Describe(ErasureDocument.Read);
    }

    /// <summary>
    /// Returns 200 when the erasure is finished and 202 otherwise; a repeated request returns the same receipt. Returns
    /// 429 when the subject's new owner requests an erasure too soon after the last one.
    /// </summary>
    private static async Task<IResult> EraseAsync(
        HttpContext context, EraseOwner erase, Authenticate authenticate, PublicLinks links)
    {
        // The erasure continues when the client disconnects.
        if ((await erase.RunAsync(context.Subject(), CancellationToken.None)).Failed(out var problem, out var receipt))
            return problem.ToResponse();
        authenticate.Evict(context.Subject());
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = links.Absolute($"{Receipts}/{receipt.Id}").AbsoluteUri;
        return ReadableJson.ToResponse(receipt, ErasureJson.Default.ErasureReceipt,
            statusCode: receipt.FinishedAt is null ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ReadAsync(Guid id, HttpContext context, EraseOwner erase, CancellationToken ct)
    {
        if ((await erase.ReadAsync(id, ct)).Failed(out var problem, out var receipt))
            return problem.ToResponse();
        context.Response.Headers.CacheControl = "no-store";
        return ReadableJson.ToResponse(receipt, ErasureJson.Default.ErasureReceipt);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErasureReceipt))]
public sealed partial class ErasureJson : JsonSerializerContext;
