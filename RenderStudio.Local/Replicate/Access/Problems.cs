using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Catalogue;

namespace RenderStudio.Local.Replicate.Access;

/// <summary>The error bodies of the service, in the recorded wording where a recording exists.</summary>
internal static class Problems
{
    public static IResult Unauthenticated() =>
        Answer(401, "Unauthenticated", "You did not pass a valid authentication token");

    public static IResult InsufficientCredit() => Answer(402, "Insufficient credit",
        "You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to "
        + "purchase credit. Once you purchase credit, please wait a few minutes before trying again.");

    public static IResult NotFound() => Answer(404, null, "The requested resource could not be found.");

    public static IResult TooLarge() => Answer(413, null, "Files must be less than 100MB in size");

    public static IResult InvalidVersion() => Answer(422, "Invalid version or not permitted",
        "The specified version does not exist (or perhaps you don't have permission to use it?)");

    public static IResult BadRequest(string detail) => Answer(400, "Bad request", detail);

    public static IResult Throttled(string detail, int? retryAfter)
    {
        var body = new JsonObject { ["detail"] = detail };
        if (retryAfter is { } seconds)
            (body["status"], body["retry_after"]) = (429, seconds);
        return Write(429, body);
    }

    public static IResult Invalid(IReadOnlyCollection<InvalidField> fields, string title = "Input validation failed")
    {
        var detail = new StringBuilder();
        foreach (var field in fields)
            detail.Append("- ").Append(field.Field).Append(field.Field.Length > 0 ? ": " : "")
                .Append(field.Description).Append('\n');
        return Write(422, new JsonObject
        {
            ["detail"] = detail.ToString(),
            ["status"] = 422,
            ["title"] = title,
            ["invalid_fields"] = new JsonArray([.. fields.Select(Describe)]),
        });
    }

    /// <summary>The service itself returns 500 as JSON; its edge returns higher statuses as HTML.</summary>
    public static IResult Fault(int status) => status == 500
        ? Answer(500, "Internal server error", "An unexpected error occurred")
        : Results.Content(Html(status), "text/html", Encoding.UTF8, status);

    private static string Html(int status) =>
        $"""
        <html>
        <head><title>{status} Bad Gateway</title></head>
        <body><center><h1>{status} Bad Gateway</h1></center><hr><center>cloudflare</center></body>
        </html>
        """;

    private static JsonNode Describe(InvalidField field) => new JsonObject
    {
        ["type"] = field.Type,
        ["field"] = field.Field,
        ["description"] = field.Description,
    };

    private static IResult Answer(int status, string? title, string detail)
    {
        var body = new JsonObject { ["detail"] = detail, ["status"] = status };
        if (title is not null)
            body["title"] = title;
        return Write(status, body);
    }

    private static IResult Write(int status, JsonObject body) => Results.Content(
        JsonSerializer.Serialize<JsonNode>(body, PlainJson.Options) + "\n",
        "application/problem+json", Encoding.UTF8, status);
}
