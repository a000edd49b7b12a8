using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>The API document in JSON. The first request generates it, so that the start does not.</summary>
public sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider generator)
{
    public const string Name = "v1";

    private readonly Lazy<Task<GeneratedDocument>> generated = new(() => GenerateAsync(generator));

    public Task<GeneratedDocument> ReadAsync() => generated.Value;

    private static async Task<GeneratedDocument> GenerateAsync(IOpenApiDocumentProvider generator)
    {
        var document = await generator.GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        var bytes = json.ToArray();
        return new(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"");
    }
}

public sealed record GeneratedDocument(byte[] Json, string ETag);
