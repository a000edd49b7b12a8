using System.Text.Json.Serialization;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Erasure;

public static class ErasureFunctions
{
    private const string Receipts = "/api/v1/me/erasures";

    public static void MapErasure(this IEndpointRouteBuilder app)
    {
        app.MapGroup("/api/v1/me").RequireSubject().MapDelete("", EraseAsync);
        // Anonymous: whoever was erased is nobody here, and signing in would make us know him again.
        app.MapGet($"{Receipts}/{{id:guid}}", ReadAsync);
    }

    /// <summary>
    /// 200 when all is done, 202 while something is under way; a repeated request gets the same receipt. 429 when a new
    /// owner of the same subject is to be erased too soon after the last one.
    /// </summary>
    private static async Task<IResult> EraseAsync(HttpContext context, EraseOwner erase, Authenticate authenticate)
    {
        // Once begun it goes on, also when the caller leaves.
        if ((await erase.RunAsync(context.Subject(), CancellationToken.None)).Failed(out var problem, out var receipt))
            return problem.ToResponse();
        authenticate.Forget(context.Subject());
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location =
            $"{context.Request.Scheme}://{context.Request.Host}{Receipts}/{receipt.Id}";
        return Results.Json(receipt, ErasureJson.Default.ErasureReceipt,
            statusCode: receipt.FinishedAt is null ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ReadAsync(Guid id, HttpContext context, EraseOwner erase, CancellationToken ct)
    {
        if ((await erase.ReadAsync(id, ct)).Failed(out var problem, out var receipt))
            return problem.ToResponse();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(receipt, ErasureJson.Default.ErasureReceipt);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErasureReceipt))]
public sealed partial class ErasureJson : JsonSerializerContext;
