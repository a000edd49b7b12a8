using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Catalogue;
using RenderStudio.Local.Replicate.Predictions;

namespace RenderStudio.Local.Replicate.Files;

internal static class UploadEndpoints
{
    private const int LargestFile = 100 * 1024 * 1024;

    public static void MapUploads(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/files", CreateAsync);
        v1.MapGet("/files", (HttpContext http, UploadedFiles files, SimulatorAddress address) =>
            Results.Json(new JsonObject
            {
                ["next"] = null,
                ["previous"] = null,
                ["results"] = new JsonArray([.. files.Of(SimulatedAccounts.AccountOf(http)).Select(f => Describe(f, address))]),
            }));
        v1.MapGet("/files/{id}", (HttpContext http, string id, UploadedFiles files, SimulatorAddress address) =>
            files.Find(id, SimulatedAccounts.AccountOf(http)) is { } file
                ? Results.Json(Describe(file, address))
                : Problems.NotFound());
        v1.MapDelete("/files/{id}", Delete);
    }

    /// <summary>Downloads need no token; the signed link is the permission.</summary>
    public static void MapDownloads(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/files/{id}/download",
            (string id, string owner, string expiry, string signature, UploadedFiles files, SimulatorClock clock) =>
            {
                var isSigned = CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(files.Sign(owner, id, expiry)));
                var valid = isSigned && long.TryParse(expiry, out var end) && clock.Now.ToUnixTimeSeconds() < end;
                return valid && files.Find(id) is { } file
                    ? Results.Bytes(file.Content, file.ContentType, file.Name)
                    : Problems.NotFound();
            });

    private static async Task<IResult> CreateAsync(HttpContext http, UploadedFiles files, SimulatorAddress address)
    {
        if (http.Request.ContentLength > LargestFile)
            return Problems.TooLarge();
        if (!http.Request.HasFormContentType)
            return Problems.Invalid([new InvalidField("required", "", "content is required")]);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form.Files["content"] is not { } part)
            return Problems.Invalid([new InvalidField("required", "", "content is required")]);

        using var content = new MemoryStream();
        await part.CopyToAsync(content, http.RequestAborted);
        var type = form["type"].FirstOrDefault() ?? part.ContentType;
        var name = form["filename"].FirstOrDefault() ?? part.FileName;
        var file = files.Add(SimulatedAccounts.AccountOf(http), name, type, content.ToArray(), await ReadMetadataAsync(form));
        return Results.Json(Describe(file, address), statusCode: 201);
    }

    private static IResult Delete(HttpContext http, string id, UploadedFiles files)
    {
        if (files.Find(id, SimulatedAccounts.AccountOf(http)) is not { } file)
            return Problems.NotFound();
        files.Remove(file);
        return Results.NoContent();
    }

    private static JsonObject Describe(UploadedFile file, SimulatorAddress address) => new()
    {
        ["id"] = file.Id,
        ["name"] = file.Name,
        ["content_type"] = file.ContentType,
        ["size"] = file.Content.Length,
        ["etag"] = file.Id,
        ["checksums"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Content)) },
        ["metadata"] = file.Metadata.DeepClone(),
        ["created_at"] = Timestamps.Write(file.CreatedAt, 0),
        ["expires_at"] = Timestamps.Write(file.ExpiresAt, 0),
        ["urls"] = new JsonObject { ["get"] = $"{address.Origin}/v1/files/{file.Id}" },
    };

    /// <summary>Clients send the metadata as a form field or as a file part.</summary>
    private static async Task<JsonNode> ReadMetadataAsync(IFormCollection form)
    {
        using var part = form.Files["metadata"]?.OpenReadStream();
        using var reader = new StreamReader(part ?? Stream.Null);
        try
        {
            return JsonNode.Parse(form["metadata"].FirstOrDefault() ?? await reader.ReadToEndAsync())
                ?? new JsonObject();
        }
        catch (JsonException)
        {
            return new JsonObject();
        }
    }
}
