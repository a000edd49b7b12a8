using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Functions.Reference;
using RenderStudio.Testing.App;

namespace RenderStudio.Testing.Contract;

/// <summary>Generates the API document without a database and without storage.</summary>
internal static class GenerateDocument
{
    public const string Command = "openapi";

    public static async Task<byte[]> RunAsync()
    {
        await using var app = PlainServer.Build(
            RunningApp.Usual("Host=localhost", "UseDevelopmentStorage=true"));
        return (await app.Services.GetRequiredService<ApiDocument>().ReadAsync()).Json;
    }

    /// <summary>Replaces the committed document.</summary>
    public static async Task<int> WriteAsync()
    {
        await File.WriteAllBytesAsync(DocumentedApi.FilePath, [.. await RunAsync(), (byte)'\n']);
        Console.WriteLine($"Wrote {DocumentedApi.FilePath}");
        return 0;
    }
}
