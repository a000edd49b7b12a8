using System.Diagnostics;

namespace RenderStudio.Tests.Infra;

/// <summary>The end of a command that ran to its end.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors);

/// <summary>Runs a program to its end and keeps what it wrote.</summary>
internal static class Command
{
    public static async Task<Finished> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        using var process = Process.Start(info)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await errors);
    }
}
