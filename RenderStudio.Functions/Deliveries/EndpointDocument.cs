using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Core.Database;
using RenderStudio.Core.Deliveries;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Deliveries;

/// <summary>The operations on webhook endpoints in the API document.</summary>
public static class EndpointDocument
{
    public static Operation Create() => new(
        "createWebhookEndpoint", Tags.OutboundWebhooks, "Register a server for events")
    {
        Description =
            "Events are sent to `url` by POST, signed as [Standard Webhooks](https://www.standardwebhooks.com/) "
            + "describes it. Only this response and that of `rotate` contain the secret.",
        Bodies =
        [
            Content.Json(
                Field.Record(["url", "events"], ("url", Url), ("events", Events), ("description", Description)),
                """
                {"url":"https://shop.example.com/render-studio","events":["generation.succeeded","generation.failed"],
                 "description":"The shop"}
                """),
        ],
        Answers =
        [
            WithSecret(201, "The endpoint with its secret.", EndpointExamples.Created) with
            {
                Headers = new Dictionary<string, OpenApiHeader>
                {
                    ["Location"] = Headers.Location(
                        "the endpoint",
                        "https://studio.example.com/api/v1/webhook-endpoints/0199d3a4-2b10-7c65-8f1e-3d9a6b0c7e52"),
                },
            },
        ],
        Problems = [ProblemCode.LimitReached, .. OperationProblems.JsonBody],
    };

    public static Operation List() => new(
        "listWebhookEndpoints", Tags.OutboundWebhooks, "List webhook endpoints, newest first")
    {
        Answers = [Answer.Json<Page<WebhookEndpoint>>(200, "All endpoints in one page.", EndpointExamples.Page)],
    };

    public static Operation Get() => new("getWebhookEndpoint", Tags.OutboundWebhooks, "Get a webhook endpoint")
    {
        Answers = [Endpoint],
        Problems = [ProblemCode.NotFound],
    };

    public static Operation Change() => new(
        "changeWebhookEndpoint", Tags.OutboundWebhooks, "Change, disable or enable a webhook endpoint")
    {
        Description =
            "A missing field keeps its value. A disabled endpoint receives no events, and its pending deliveries fail.",
        Bodies =
        [
            Content.Json(
                Field.Record(
                    [],
                    ("url", Url.OrNull()), ("events", Events.OrNull()), ("description", Description),
                    ("enabled", Field.Flag().OrNull())),
                """{"events":["generation.succeeded"],"enabled":true}"""),
        ],
        Answers = [Endpoint],
        Problems = [ProblemCode.NotFound, .. OperationProblems.JsonBody],
    };

    public static Operation Delete() => new(
        "deleteWebhookEndpoint", Tags.OutboundWebhooks, "Delete a webhook endpoint")
    {
        Answers = [new(204, "The endpoint and its deliveries are deleted.")],
        Problems = [ProblemCode.NotFound],
    };

    public static Operation Rotate() => new(
        "rotateWebhookSecret", Tags.OutboundWebhooks, "Replace the secret of a webhook endpoint")
    {
        Description = "Until `previousSecretExpiresAt`, deliveries are signed with both secrets.",
        Answers = [WithSecret(200, "The endpoint with its new secret.", EndpointExamples.Rotated)],
        Problems = [ProblemCode.NotFound],
    };

    private static OpenApiSchema Url => Field.Text("An https address on the public internet, in ASCII.");

    private static OpenApiSchema Events
    {
        get
        {
            var list = Field.List(
                Field.Choice(EventTypes.All), 1, EventTypes.All.Count, "The types of events that it receives.");
            list.UniqueItems = true;
            return list;
        }
    }

    private static OpenApiSchema Description =>
        Field.Text($"At most {CheckEndpoint.MaxDescription} characters. Null removes it.").OrNull();

    private static Answer Endpoint => Answer.Json<WebhookEndpoint>(200, "The endpoint.", EndpointExamples.Endpoint);

    private static Answer WithSecret(int status, string description, string example) =>
        Answer.Json<EndpointWithSecretBody>(status, description, example);
}
