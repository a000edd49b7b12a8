using System.Security.Cryptography;

namespace RenderStudio.Functions.Reference;

/// <summary>The API document in JSON. The first request generates it, so that the start does not.</summary>
public sealed class ApiDocument(EndpointDataSource endpoints, IHostEnvironment environment)
{
    private readonly Lazy<Task<GeneratedDocument>> generated = new(() => GenerateAsync(endpoints, environment));

    public Task<GeneratedDocument> ReadAsync() => generated.Value;

    private static async Task<GeneratedDocument> GenerateAsync(
        EndpointDataSource endpoints, IHostEnvironment environment)
    {
        var json = await DocumentGenerator.RunAsync(endpoints, environment);
        return new(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 8))}\"");
    }
}

public sealed record GeneratedDocument(byte[] Json, string ETag);
