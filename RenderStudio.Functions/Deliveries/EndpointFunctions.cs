using RenderStudio.Core.Blobs;
using RenderStudio.Core.Deliveries;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Deliveries;

/// <summary>Endpoints of outbound webhooks and their deliveries.</summary>
public static class EndpointFunctions
{
    public static void MapWebhookEndpoints(this IEndpointRouteBuilder app)
    {
        var endpoints = app.MapGroup(ApiRoutes.WebhookEndpoints).RequireCaller();
        endpoints.MapPost("", CreateAsync).NoKey().Describe(EndpointDocument.Create);
        endpoints.MapGet("", ListAsync).KeyReads().Describe(EndpointDocument.List);
        endpoints.MapGet("{id:guid}", GetAsync).KeyReads().Describe(EndpointDocument.Get);
        endpoints.MapPatch("{id:guid}", ChangeAsync).NoKey().Describe(EndpointDocument.Change);
        endpoints.MapDelete("{id:guid}", DeleteAsync).NoKey().Describe(EndpointDocument.Delete);
        endpoints.MapPost("{id:guid}/rotate", RotateAsync).NoKey().Describe(EndpointDocument.Rotate);
        endpoints.MapPost("{id:guid}/test", TestAsync).NoKey().Describe(DeliveryDocument.Test);
        endpoints.MapGet("{id:guid}/deliveries", DeliveriesAsync).WithQuery("status", "cursor", "limit")
            .KeyReads().Describe(DeliveryDocument.List);
        endpoints.MapPost("{id:guid}/deliveries/{deliveryId:guid}/replay", ReplayAsync)
            .NoKey().Describe(DeliveryDocument.Replay);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, CreateEndpoint create, PublicLinks links, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var requested = Read(fields);
        fields.RejectUnknownFields();
        if ((await create.RunAsync(requested, fields.Errors, context.Caller(), ct)).Failed(
            out problem, out var created))
            return problem.ToResponse();
        context.Response.Headers.Location =
            links.Absolute($"/{ApiRoutes.WebhookEndpoints}/{created.Endpoint.Id}").AbsoluteUri;
        return Respond(EndpointWithSecretBody.Of(created), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, HttpContext context, ChangeEndpoint change, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        var requested = Read(fields) with { Enabled = fields.Flag("enabled") };
        fields.RejectUnknownFields();
        return (await change.RunAsync(id, requested, fields.Errors, context.Caller(), ct)).Failed(
            out problem, out var changed) ? problem.ToResponse() : Respond(changed);
    }

    private static EndpointChange Read(RequestFields fields) => new()
    {
        Url = fields.Text("url"),
        Events = fields.Texts("events"),
        Description = fields.Has("description") ? fields.Text("description") ?? "" : null,
    };

    private static async Task<IResult> ListAsync(HttpContext context, ListEndpoints list, CancellationToken ct) =>
        ReadableJson.ToResponse(await list.RunAsync(context.Caller(), ct), EndpointJson.Default.PageWebhookEndpoint);

    private static async Task<IResult> GetAsync(
        Guid id, HttpContext context, ListEndpoints list, CancellationToken ct) =>
        (await list.FindAsync(id, context.Caller(), ct)).Failed(out var problem, out var found)
            ? problem.ToResponse()
            : Respond(found);

    private static async Task<IResult> DeleteAsync(
        Guid id, HttpContext context, DeleteEndpoint delete, CancellationToken ct) =>
        await delete.RunAsync(id, context.Caller(), ct) is { } problem ? problem.ToResponse() : Results.NoContent();

    private static async Task<IResult> RotateAsync(
        Guid id, HttpContext context, RotateSecret rotate, CancellationToken ct) =>
        (await rotate.RunAsync(id, context.Caller(), ct)).Failed(out var problem, out var rotated)
            ? problem.ToResponse()
            : Respond(EndpointWithSecretBody.Of(rotated), StatusCodes.Status200OK);

    private static async Task<IResult> TestAsync(
        Guid id, HttpContext context, SendTestEvent send, CancellationToken ct) =>
        (await send.RunAsync(id, context.Caller(), ct)).Failed(out var problem, out var delivery)
            ? problem.ToResponse()
            : Respond(delivery);

    private static async Task<IResult> DeliveriesAsync(
        Guid id, HttpContext context, ListDeliveries list, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var filter = new DeliveryFilter(query.Choice("status", ListDeliveries.Statuses), query.Cursor(), query.Limit());
        if (query.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        if ((await list.RunAsync(id, filter, context.Caller(), ct)).Failed(out var problem, out var page))
            return problem.ToResponse();
        return ReadableJson.ToResponse(page, EndpointJson.Default.PageDeliveryView);
    }

    private static async Task<IResult> ReplayAsync(
        Guid id, Guid deliveryId, HttpContext context, ReplayDelivery replay, CancellationToken ct) =>
        (await replay.RunAsync(id, deliveryId, context.Caller(), ct)).Failed(out var problem, out var delivery)
            ? problem.ToResponse()
            : Respond(delivery);

    private static IResult Respond(WebhookEndpoint endpoint) =>
        ReadableJson.ToResponse(endpoint, EndpointJson.Default.WebhookEndpoint);

    private static IResult Respond(EndpointWithSecretBody body, int status) =>
        ReadableJson.ToResponse(body, EndpointJson.Default.EndpointWithSecretBody, status);

    /// <summary>The delivery is scheduled; its list shows the result.</summary>
    private static IResult Respond(DeliveryView delivery) =>
        ReadableJson.ToResponse(delivery, EndpointJson.Default.DeliveryView, StatusCodes.Status202Accepted);
}
