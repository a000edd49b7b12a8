using RenderStudio.Core;
using RenderStudio.Core.Database;
using RenderStudio.Core.Deliveries;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Deliveries;

/// <summary>The operations on deliveries to webhook endpoints in the API document.</summary>
public static class DeliveryDocument
{
    public static Operation Test() => new(
        "testWebhookEndpoint", Tags.OutboundWebhooks, "Send a test event to a webhook endpoint")
    {
        Description = "Sends an event `endpoint.test` in the same way as all other events.",
        Answers = [Accepted],
        Problems = [ProblemCode.NotFound, ProblemCode.EndpointDisabled, ProblemCode.RateLimited],
    };

    public static Operation List() => new(
        "listDeliveries", Tags.OutboundWebhooks, "List the deliveries of a webhook endpoint, newest first")
    {
        Parameters =
        [
            Parameters.Query("status", "Only deliveries with this status.", Field.Choice(ListDeliveries.Statuses)),
            Parameters.Cursor, Parameters.Limit,
        ],
        Answers = [Answer.Json<Page<DeliveryView>>(200, "A page.", EndpointExamples.Deliveries)],
        Problems = [ProblemCode.NotFound, ProblemCode.ValidationFailed],
    };

    public static Operation Replay() => new("replayDelivery", Tags.OutboundWebhooks, "Send a delivery again")
    {
        Description =
            "Sends the same event with the same id and with all its tries. A pending delivery is sent at once.",
        Answers = [Accepted],
        Problems = [ProblemCode.NotFound, ProblemCode.EndpointDisabled, ProblemCode.RateLimited],
    };

    private static Answer Accepted => Answer.Json<DeliveryView>(
        202, "The delivery is scheduled; the list of deliveries shows its result.", EndpointExamples.Delivery);
}
