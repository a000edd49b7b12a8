using System.Text.Json.Serialization;
using RenderStudio.Core.Usage;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Usage;

public static class UsageFunctions
{
    public static void MapUsage(this IEndpointRouteBuilder app) =>
        app.MapGroup(ApiRoutes.Usage).RequireCaller().MapGet("", GetAsync).KeyReads().Describe(UsageDocument.Get);

    private static async Task<IResult> GetAsync(HttpContext context, GetUsage get, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        return ReadableJson.ToResponse(await get.RunAsync(context.Caller(), ct), UsageJson.Default.UsageView);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UsageView))]
public sealed partial class UsageJson : JsonSerializerContext;
