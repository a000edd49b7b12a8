using Microsoft.Azure.Functions.Worker;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The HTTP triggers: one function per resource. Each function passes the request to the <see cref="RequestPipeline"/>,
/// which authenticates the caller and selects the endpoint, so the Functions host requires no function key. No route is
/// a catch-all at the root.
/// </summary>
public sealed class HttpFunctions(RequestPipeline pipeline)
{
    private const AuthorizationLevel Anonymous = AuthorizationLevel.Anonymous;

    [Function("Admin")]
    public Task<IResult> AdminAsync(
        [HttpTrigger(Anonymous, "post", "options", Route = ApiRoutes.Admin + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Assets")]
    public Task<IResult> AssetsAsync(
        [HttpTrigger(Anonymous, "get", "head", "options", Route = ApiRoutes.Assets + "/{*rest}")]
        HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Billing")]
    public Task<IResult> BillingAsync(
        [HttpTrigger(Anonymous, "post", "options", Route = ApiRoutes.Billing + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Catalog")]
    public Task<IResult> CatalogAsync(
        [HttpTrigger(Anonymous, "get", "options", Route = ApiRoutes.Catalog)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Generations")]
    public Task<IResult> GenerationsAsync(
        [HttpTrigger(Anonymous, "get", "post", "options", Route = ApiRoutes.Generations + "/{*rest}")]
        HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Health")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(Anonymous, "get", "options", Route = ApiRoutes.Health + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Me")]
    public Task<IResult> MeAsync(
        [HttpTrigger(Anonymous, "get", "delete", "options", Route = ApiRoutes.Me + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Quotes")]
    public Task<IResult> QuotesAsync(
        [HttpTrigger(Anonymous, "post", "options", Route = ApiRoutes.Quotes)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Renders")]
    public Task<IResult> RendersAsync(
        [HttpTrigger(
            Anonymous, "get", "post", "put", "patch", "delete", "options", Route = ApiRoutes.Renders + "/{*rest}")]
        HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("ReplicateWebhook")]
    public Task<IResult> ReplicateWebhookAsync(
        [HttpTrigger(Anonymous, "post", "options", Route = ApiRoutes.ReplicateWebhook)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Storage")]
    public Task<IResult> StorageAsync(
        [HttpTrigger(Anonymous, "get", "post", "put", "delete", "options", Route = ApiRoutes.Storage + "/{*rest}")]
        HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("StripeWebhook")]
    public Task<IResult> StripeWebhookAsync(
        [HttpTrigger(Anonymous, "post", "options", Route = ApiRoutes.StripeWebhook)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("StripeWebhookBefore")]
    public Task<IResult> StripeWebhookBeforeAsync(
        [HttpTrigger(Anonymous, "post", "options", Route = ApiRoutes.StripeWebhookBefore)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Usage")]
    public Task<IResult> UsageAsync(
        [HttpTrigger(Anonymous, "get", "options", Route = ApiRoutes.Usage)] HttpRequest request) =>
        pipeline.RunAsync(request);
}
