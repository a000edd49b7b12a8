using Microsoft.Net.Http.Headers;
using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>Reads the fields of a body in JSON or as a multipart form.</summary>
public static class BodyFields
{
    /// <param name="beforeFile">See <see cref="FormFields.ReadAsync"/>.</param>
    public static async Task<Result<RequestFields>> ReadAsync(HttpContext context, BeforeFile? beforeFile = null)
    {
        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return await JsonFields.ReadAsync(context);
        return Boundary(type) is { } boundary
            ? await FormFields.ReadAsync(context, boundary, beforeFile)
            : Unsupported(context, "Send application/json or multipart/form-data.");
    }

    /// <summary>Reads the fields of a multipart form, for requests that require a file.</summary>
    public static async Task<Result<RequestFields>> ReadFormAsync(HttpContext context) =>
        MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && Boundary(type) is { } boundary
            ? await FormFields.ReadAsync(context, boundary)
            : Unsupported(context, "Send multipart/form-data.");

    private static Problem Unsupported(HttpContext context, string message) =>
        context.Request.ContentType is null && context.HasNoBody()
            ? RequestBody.Empty
            : new(ProblemCode.UnsupportedMediaType, message);

    private static string? Boundary(MediaTypeHeaderValue? type) =>
        type is not null && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 70 } boundary
            ? boundary
            : null;
}
