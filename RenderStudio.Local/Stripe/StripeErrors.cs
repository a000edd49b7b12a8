namespace RenderStudio.Local.Stripe;

/// <summary>The error bodies of the API (https://docs.stripe.com/api/errors).</summary>
internal static class StripeErrors
{
    public static IResult NotFound() => Answer(404, "resource_missing", "No such object");

    public static IResult BadKey() => Answer(401, "invalid_api_key", "Invalid API Key provided");

    public static IResult Invalid(string message) => Answer(400, "parameter_invalid", message);

    public static IResult Fault() => Answer(500, "api_error", "An error occurred on Stripe's end");

    private static IResult Answer(int status, string code, string message) => Results.Json(
        new { error = new { code, message, type = status < 500 ? "invalid_request_error" : "api_error" } },
        statusCode: status);
}
