using System.Collections.Concurrent;
using RenderStudio.Local.Children;

namespace RenderStudio.Benchmarks.Planted;

/// <param name="ExitCode">Null if the command was killed at the time limit.</param>
internal sealed record CommandResult(int? ExitCode, IReadOnlyList<string> Lines);

/// <summary>Runs a command to its end and records its output.</summary>
internal static class Command
{
    public static async Task<CommandResult> RunAsync(
        string folder, TimeSpan limit, string program, params IReadOnlyList<string> arguments)
    {
        var lines = new ConcurrentQueue<string>();
        await using var child = await ChildProcess.StartAsync(new ChildCommand(program, program, arguments)
        {
            WorkingDirectory = folder,
            OnOutput = lines.Enqueue,
            OnError = lines.Enqueue,
        });
        try
        {
            return new(await child.Exited.WaitAsync(limit), [.. lines]);
        }
        catch (TimeoutException)
        {
            return new(null, [.. lines]);
        }
    }
}
