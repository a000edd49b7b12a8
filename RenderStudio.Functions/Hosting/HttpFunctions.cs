using Microsoft.Azure.Functions.Worker;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The HTTP triggers: one function per resource. Each function passes the request to the <see cref="RequestPipeline"/>,
/// which authenticates the caller and selects the endpoint, so the Functions host requires no function key. The
/// functions accept every method, because the host answers 404 without a body for a method that a function does not
/// declare. No route is a catch-all at the root.
/// </summary>
public sealed class HttpFunctions(RequestPipeline pipeline)
{
    private const AuthorizationLevel Anonymous = AuthorizationLevel.Anonymous;

    [Function("Admin")]
    public Task<IResult> AdminAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Admin + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("ApiDocument")]
    public Task<IResult> ApiDocumentAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.ApiDocument)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("ApiKeys")]
    public Task<IResult> ApiKeysAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.ApiKeys + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Assets")]
    public Task<IResult> AssetsAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Assets + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Billing")]
    public Task<IResult> BillingAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Billing + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Catalog")]
    public Task<IResult> CatalogAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Catalog)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Generations")]
    public Task<IResult> GenerationsAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Generations + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Health")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Health + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Me")]
    public Task<IResult> MeAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Me + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Quotes")]
    public Task<IResult> QuotesAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Quotes)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Reference")]
    public Task<IResult> ReferenceAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Reference + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Renders")]
    public Task<IResult> RendersAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Renders + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("ReplicateWebhook")]
    public Task<IResult> ReplicateWebhookAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.ReplicateWebhook)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Storage")]
    public Task<IResult> StorageAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Storage + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("StripeWebhook")]
    public Task<IResult> StripeWebhookAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.StripeWebhook)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("StripeWebhookBefore")]
    public Task<IResult> StripeWebhookBeforeAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.StripeWebhookBefore)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Studio")]
    public Task<IResult> StudioAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Studio + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("Usage")]
    public Task<IResult> UsageAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Usage)] HttpRequest request) =>
        pipeline.RunAsync(request);

    [Function("WebhookEndpoints")]
    public Task<IResult> WebhookEndpointsAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.WebhookEndpoints + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);

    /// <summary>
    /// Paths of the API that no other function serves. The host tries the functions in the alphabetical order of their
    /// names (https://github.com/Azure/azure-functions-host/issues/9876), so this name is the last one.
    /// </summary>
    [Function("ZUnknownPath")]
    public Task<IResult> UnknownPathAsync(
        [HttpTrigger(Anonymous, Route = ApiRoutes.Root + "/{*rest}")] HttpRequest request) =>
        pipeline.RunAsync(request);
}
