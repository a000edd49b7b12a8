using RenderStudio.Core.Generations;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Limits;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Generations;

public static class QuoteFunctions
{
    public static void MapQuotes(this IEndpointRouteBuilder app) =>
        app.MapGroup(ApiRoutes.Quotes).RequireCaller().MapPost("", QuoteAsync).Limit(LimitClass.Preparations).AnyKey()
            .Describe(QuoteDocument.Quote);

    private static async Task<IResult> QuoteAsync(HttpContext context, QuoteGeneration quote, CancellationToken ct)
    {
        if ((await SubmitReader.ReadAsync(context)).Failed(out var problem, out var body))
            return problem.ToResponse();
        return ReadableJson.ToResponse(
            await quote.RunAsync(body.Request, context.Caller(), ct), GenerationJson.Default.Quote);
    }
}
