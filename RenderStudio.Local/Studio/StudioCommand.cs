using System.Diagnostics;
using System.Runtime.InteropServices;
using RenderStudio.Local.Children;
using RenderStudio.Local.LocalCalls;

namespace RenderStudio.Local.Studio;

/// <summary>Runs the local studio until Ctrl-C or the end of a component, then stops it.</summary>
public static class StudioCommand
{
    /// <returns>0 after Ctrl-C or SIGTERM; 1 with a sentence on standard error after an error that the user can
    /// correct.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var stopping = new CancellationTokenSource();
        Signal.Interrupt.StopIgnoring();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            return await RunAsync(StudioArguments.Parse(arguments), stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 0;
        }
        catch (CannotStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    private static async Task<int> RunAsync(StudioOptions options, CancellationToken stopping)
    {
        if (options.Help)
        {
            await Console.Out.WriteLineAsync(StudioArguments.Help);
            return 0;
        }
        var since = Stopwatch.GetTimestamp();
        await using var folder = DataFolder.Open(options);
        using var logFile = new LogFile(folder.Log, TimeProvider.System);
        using var log = LoggerFactory.Create(logging => logging
            .AddProvider(logFile).AddFilter("Microsoft", LogLevel.Warning)
            // A host writes only the lines that its own log levels select.
            .AddFilter("Host", LogLevel.Trace)
            // The front door logs one line for each failure, with the reason that YARP gives.
            .AddFilter("Yarp", LogLevel.None));
        await using var studio = await StartDisplay.ShowAsync(
            display => RunningStudio.StartAsync(options, folder, log, display, stopping));
        var token = await studio.Tokens.IssueAsync("you", plan: null, [], stopping);
        await Console.Out.WriteLineAsync(Announcement.For(studio, token, Stopwatch.GetElapsedTime(since)));
        return await WaitForEndAsync(studio, stopping);
    }

    private static async Task<int> WaitForEndAsync(RunningStudio studio, CancellationToken stopping)
    {
        try
        {
            await Console.Error.WriteLineAsync(await studio.FailedAsync().WaitAsync(stopping));
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Out.WriteLineAsync("Stopping.");
            return 0;
        }
    }
}
