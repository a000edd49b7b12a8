using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>Response headers. A required header is present in every response that declares it.</summary>
public static class Headers
{
    public static OpenApiHeader ETag { get; } = Of(
        "Identifies this version of the body, for `If-None-Match`.", "\"5d41402abc4b2a76\"");

    public static OpenApiHeader RetryAfter(bool required) =>
        Seconds("Seconds to wait before the request is repeated.", 5, required);

    /// <summary>
    /// The headers that describe the bucket of the request. A response after an unexpected error can lack them.
    /// </summary>
    public static Dictionary<string, IOpenApiHeader> OfLimit => new()
    {
        ["RateLimit-Policy"] = Of(
            "The limit: `q` requests at once, and as many again within `w` seconds.", "\"submits\";q=100;w=10",
            required: false),
        ["RateLimit"] = Of(
            "The `r` requests that remain, and the `t` seconds until all are available again.",
            "\"submits\";r=98;t=1", required: false),
    };

    public static OpenApiHeader PollAfter { get; } = Seconds(
        "Seconds to wait before the next read; only while the generation runs.", 2, required: false);

    public static OpenApiHeader PreferenceApplied { get; } = Of(
        "The applied wait, if the request contained `Prefer: wait=n`.", "wait=30", required: false);

    public static OpenApiHeader Location(string what, string example) => Of($"The address of {what}.", example);

    public static OpenApiHeader Of(string description, string example, bool required = true) => new()
    {
        Description = description,
        Required = required,
        Schema = Field.Text(),
        Example = JsonValue.Create(example),
    };

    private static OpenApiHeader Seconds(string description, int example, bool required = true) => new()
    {
        Description = description,
        Required = required,
        Schema = Field.Whole(0),
        Example = JsonValue.Create(example),
    };
}
