using RenderStudio.Local.Children;

namespace RenderStudio.Local.Studio;

/// <summary>Checks the prerequisites before anything is started; each error is one sentence.</summary>
public static class Prerequisites
{
    private const int OldestNode = 20;

    public static async Task CheckNodeAsync(CancellationToken cancellation)
    {
        var version = await FindNodeVersionAsync(cancellation) ?? throw new CannotStartException(
            $"Node {OldestNode} or newer is required, and 'node' was not found on the PATH.");
        if (!int.TryParse(version.TrimStart('v').Split('.')[0], out var major) || major < OldestNode)
            throw new CannotStartException($"Node {OldestNode} or newer is required; 'node' on the PATH is {version}.");
    }

    /// <summary>The port itself, or a free one for 0.</summary>
    public static int TakePort(string option, int port)
    {
        if (port == 0)
            return FreePort.Next();
        return FreePort.IsFree(port) ? port : throw new CannotStartException(
            $"Port {port} is in use: stop the program that uses it, or choose another port with {option}.");
    }

    private static async Task<string?> FindNodeVersionAsync(CancellationToken cancellation)
    {
        try
        {
            await using var node = await ChildProcess.StartAsync(new ChildCommand("Node", "node", ["--version"]));
            return await node.Exited.WaitAsync(cancellation) == 0 ? node.LastOutput.Trim() : null;
        }
        catch (CannotStartException)
        {
            return null;
        }
    }
}
