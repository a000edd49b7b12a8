using System.Diagnostics.CodeAnalysis;
using Microsoft.Net.Http.Headers;
using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>Reads the fields of a body in JSON or as a multipart form.</summary>
public static class BodyFields
{
    private const int MaxBoundary = 70;

    private static readonly string NoBoundary =
        $"Content-Type must contain the boundary of the form, of 1 to {MaxBoundary} characters: "
        + "multipart/form-data; boundary=….";

    /// <param name="beforeFile">See <see cref="FormFields.ReadAsync"/>.</param>
    public static async Task<Result<RequestFields>> ReadAsync(HttpContext context, BeforeFile? beforeFile = null)
    {
        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return await JsonFields.ReadAsync(context);
        return Boundary(type) is { } boundary
            ? await FormFields.ReadAsync(context, boundary, beforeFile)
            : Unsupported(context, type, "Content-Type must be application/json or multipart/form-data.");
    }

    /// <summary>Reads the fields of a multipart form, for requests that require a file.</summary>
    public static async Task<Result<RequestFields>> ReadFormAsync(HttpContext context) =>
        MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && Boundary(type) is { } boundary
            ? await FormFields.ReadAsync(context, boundary)
            : Unsupported(context, type, "Content-Type must be multipart/form-data.");

    private static Problem Unsupported(HttpContext context, MediaTypeHeaderValue? type, string message) =>
        context.Request.ContentType is null && context.HasNoBody()
            ? RequestBody.Empty
            : new(ProblemCode.UnsupportedMediaType, IsForm(type) ? NoBoundary : message);

    private static string? Boundary(MediaTypeHeaderValue? type) =>
        IsForm(type)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= MaxBoundary } boundary
            ? boundary
            : null;

    private static bool IsForm([NotNullWhen(true)] MediaTypeHeaderValue? type) =>
        type?.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;
}
