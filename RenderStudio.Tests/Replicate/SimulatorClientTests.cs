using System.Collections.Concurrent;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

public sealed class SimulatorClientTests(SimulatorProcess simulator)
{
    [Fact]
    public async Task The_official_client_works_unchanged()
    {
        var origin = (await simulator.AddressAsync()).GetLeftPart(UriPartial.Authority);
        var script = Path.Combine(AppContext.BaseDirectory, "Replicate", "simulator-client.cjs");
        var lines = new ConcurrentQueue<string>();
        await using var client = await ChildProcess.StartAsync(
            new ChildCommand("official client", "node", [script, origin]) { OnOutput = lines.Enqueue });

        var code = await client.Exited.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(code == 0, client.LastOutput);
        Assert.Equal(
            ["create and wait", "get", "create by model", "run", "cancel", "list", "webhook", "files",
                "models, account and refusals"],
            lines);
    }
}
