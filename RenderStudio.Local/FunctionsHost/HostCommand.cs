using System.Runtime.InteropServices;
using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost.App;

namespace RenderStudio.Local.FunctionsHost;

/// <summary>
/// <c>host --app DIR --port N [--instance K]</c>: replaces the Azure Functions host. It runs one instance of a
/// published app, with the environment of this process as the app settings. docs/parity.md lists the differences.
/// </summary>
internal static class HostCommand
{
    /// <summary>Requests that the platform starts the host again.</summary>
    public const int RestartExitCode = 3;

    public const int PortInUseExitCode = 4;

    private const string Usage = "Usage: host --app DIR --port N [--instance K]";

    /// <returns>
    /// 0 after SIGTERM or Ctrl-C; 1, with the reason on standard error, when the host rejects the app or stops by
    /// itself; 2 for an invalid command line; <see cref="RestartExitCode"/> when a listener fails;
    /// <see cref="PortInUseExitCode"/>.
    /// </returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stopping = new CancellationTokenSource();
        Signal.Interrupt.StopIgnoring();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (HostArguments.Parse(args) is not { } arguments)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }
        try
        {
            return await RunAsync(arguments, stopping.Token);
        }
        catch (Exception refusal) when (refusal is HostRefusedException or CannotStartException)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return (refusal as HostRefusedException)?.ExitCode ?? 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    private static async Task<int> RunAsync(HostArguments arguments, CancellationToken stopping)
    {
        var app = FunctionApp.Read(arguments.App);
        using var log = new HostLog(Console.Out, app.Host);
        await using var host = await InstanceHost.StartAsync(app, arguments.Port, log, CancellationToken.None);
        var stopped = Task.Delay(Timeout.Infinite, stopping);
        if (await Task.WhenAny(host.Shutdown.Failed, stopped) != host.Shutdown.Failed)
        {
            await host.StopAsync();
            return 0;
        }
        var failure = await host.Shutdown.Failed;
        // Written before the stop, which waits for running requests.
        await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, [failure.Reason, .. failure.LastOutput]));
        await host.StopAsync();
        return failure.Restarts ? RestartExitCode : 1;
    }
}
