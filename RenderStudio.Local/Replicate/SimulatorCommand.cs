using System.Runtime.InteropServices;

namespace RenderStudio.Local.Replicate;

/// <summary>
/// <c>simulator [--port N] [--token T] [--webhook-secret S] [--data DIR]</c>: runs only the simulator.
/// </summary>
internal static class SimulatorCommand
{
    private const string Usage = "Usage: simulator [--port N] [--token T] [--webhook-secret whsec_…] [--data DIR]";

    public static async Task<int> RunAsync(string[] args)
    {
        if (Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 1;
        }
        try
        {
            await using var simulator = await ReplicateSimulator.StartAsync(options, CancellationToken.None);
            Console.WriteLine(simulator.Address.GetLeftPart(UriPartial.Authority));
            await StoppedAsync();
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The Replicate simulator cannot start: {e.Message}");
            return 1;
        }
    }

    private static SimulatorOptions? Parse(string[] args)
    {
        SimulatorOptions? options = args.Length % 2 == 0 ? new() : null;
        for (var i = 0; i < args.Length && options is not null; i += 2)
            options = Set(options, args[i], args[i + 1]);
        return options;
    }

    private static SimulatorOptions? Set(SimulatorOptions options, string name, string value) => name switch
    {
        "--port" when int.TryParse(value, out var port) && port is >= 0 and <= 65535 => options with { Port = port },
        "--token" => options with { ApiToken = value },
        "--webhook-secret" => options with { WebhookSecret = value },
        "--data" => options with { DataFolder = value },
        _ => null,
    };

    private static async Task StoppedAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.TrySetResult();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await stopped.Task;
    }
}
