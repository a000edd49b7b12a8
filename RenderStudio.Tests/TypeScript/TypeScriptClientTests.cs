using System.Collections.Concurrent;
using RenderStudio.Local.Children;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Tests.TypeScript;

/// <summary>A TypeScript client whose types are generated from docs/openapi.json.</summary>
public sealed class TypeScriptClientTests(SharedStudio shared) : IDisposable
{
    private static readonly string Project = Path.Combine(Repository.Root, "RenderStudio.Tests");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // Inside the project, so that node finds its modules.
    private readonly DirectoryInfo folder = Directory.CreateDirectory(
        Path.Combine(Project, "obj", "typescript", Guid.NewGuid().ToString("n")));

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_generated_types_compile_and_their_client_submits_follows_and_downloads()
    {
        foreach (var file in new[] { "scenario.mts", "tsconfig.json" })
            File.Copy(Path.Combine(Project, "TypeScript", file), Beside(file));
        await NodeAsync(Tool("openapi-typescript/bin/cli.js"), DocumentedApi.FilePath, "-o", Beside("api.d.ts"));
        await NodeAsync(Tool("typescript/bin/tsc"), "--project", folder.FullName);

        var studio = await shared.RunningAsync();
        var token = await studio.TokenAsync($"typescript-{Guid.NewGuid():n}");
        var lines = await NodeAsync(
            Beside("scenario.mjs"), studio.Address.GetLeftPart(UriPartial.Authority), token);

        Assert.Equal(
            [
                "modes: redesign staging compose imagine inspire", "repeated submit is the same: true",
                "stream: pending to succeeded, gapless: true", "pictures: true true", "listed: true", "refused: mode",
            ],
            lines);
    }

    private string Beside(string name) => Path.Combine(folder.FullName, name);

    private static string Tool(string path) => Path.Combine(Project, "node_modules", path);

    private static async Task<string[]> NodeAsync(params string[] arguments)
    {
        var lines = new ConcurrentQueue<string>();
        await using var node = await ChildProcess.StartAsync(
            new ChildCommand("node", "node", arguments) { OnOutput = lines.Enqueue });
        var code = await node.Exited.WaitAsync(Patience);
        Assert.True(code == 0, $"{string.Join('\n', lines)}\n{node.LastOutput}");
        return [.. lines];
    }
}
