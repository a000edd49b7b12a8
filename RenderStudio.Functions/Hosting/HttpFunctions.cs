using Microsoft.Azure.Functions.Worker;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The HTTP triggers: one function per resource. Each passes its request to the <see cref="RequestPipeline"/>, which
/// authenticates the caller and finds the endpoint, so the Functions host asks for no key of its own. No route is a
/// catch-all at the root.
/// </summary>
public sealed class HttpFunctions(RequestPipeline pipeline)
{
    private const AuthorizationLevel Anonymous = AuthorizationLevel.Anonymous;

    [Function("Admin")]
    public Task<IResult> AdminAsync(
        [HttpTrigger(Anonymous, "post", "options", Route = "api/v1/admin/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Assets")]
    public Task<IResult> AssetsAsync(
        [HttpTrigger(Anonymous, "get", "head", "options", Route = "api/v1/assets/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Catalog")]
    public Task<IResult> CatalogAsync(
        [HttpTrigger(Anonymous, "get", "options", Route = "api/v1/catalog")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Generations")]
    public Task<IResult> GenerationsAsync(
        [HttpTrigger(Anonymous, "get", "post", "options", Route = "api/v1/generations/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Health")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(Anonymous, "get", "options", Route = "api/health/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Me")]
    public Task<IResult> MeAsync(
        [HttpTrigger(Anonymous, "get", "delete", "options", Route = "api/v1/me/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Quotes")]
    public Task<IResult> QuotesAsync(
        [HttpTrigger(Anonymous, "post", "options", Route = "api/v1/quotes")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Renders")]
    public Task<IResult> RendersAsync(
        [HttpTrigger(Anonymous, "get", "post", "put", "patch", "delete", "options", Route = "api/v1/renders/{*rest}")]
        HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("ReplicateWebhook")]
    public Task<IResult> ReplicateWebhookAsync(
        [HttpTrigger(Anonymous, "post", "options", Route = "api/v1/webhooks/replicate")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Storage")]
    public Task<IResult> StorageAsync(
        [HttpTrigger(Anonymous, "get", "post", "put", "delete", "options", Route = "api/v1/storage/{*rest}")]
        HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Usage")]
    public Task<IResult> UsageAsync(
        [HttpTrigger(Anonymous, "get", "options", Route = "api/v1/usage")] HttpRequest request) =>
        pipeline.RunAsync(request);
}
