using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Predictions;

public static class WebhookDocument
{
    public static Operation Receive() => new("receiveReplicateWebhook", Tags.Webhooks, "Receive a webhook of Replicate")
    {
        Description = "For Replicate only. A delivery may be repeated; its `webhook-id` identifies it.",
        Access = Access.ReplicateSignature,
        Parameters =
        [
            Parameters.Query("prediction", "The id of the prediction.", Field.Text()),
            Parameters.Query("attempt", "The attempt of the prediction.", Field.Text()),
            Parameters.Query("token", "HMAC of prediction and attempt.", Field.Text()),
            Parameters.Header("webhook-id", "The id of the delivery.", Field.Text(), "msg_2Lh9KRb0pzN4LePd3XiA4v12Axj"),
            Parameters.Header("webhook-timestamp", "Seconds since 1970.", Field.Text(), "1795253400"),
        ],
        Bodies =
        [
            Content.Json(
                new() { Type = JsonSchemaType.Object, Description = "A prediction of Replicate." },
                """{"id":"gm3qorzdhgbfurvjtvhg6dckhu","status":"processing"}"""),
        ],
        Answers =
        [
            new(200, "The delivery is recorded.")
            {
                Contents = [Content.Json(new() { Type = JsonSchemaType.Object }, "{}")],
            },
        ],
        Problems =
        [
            ProblemCode.InvalidWebhook, ProblemCode.WebhookSignatureInvalid, ProblemCode.WebhookTokenInvalid,
            ProblemCode.BodyTooLarge,
        ],
    };
}
