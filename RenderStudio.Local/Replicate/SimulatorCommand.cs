using System.Runtime.InteropServices;

namespace RenderStudio.Local.Replicate;

/// <summary>
/// <c>simulator [--port N] [--token T] [--webhook-secret S] [--data DIR] [--until-stdin-ends]</c>. The last one ties it to the
/// process that started it.
/// </summary>
internal static class SimulatorCommand
{
    private const string Usage =
        "Usage: simulator [--port N] [--token T] [--webhook-secret whsec_…] [--data DIR] [--until-stdin-ends]";

    public static async Task<int> RunAsync(string[] args)
    {
        if (Parse(args) is not var (options, untilInputEnds))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 1;
        }
        try
        {
            await using var simulator = await ReplicateSimulator.StartAsync(options, CancellationToken.None);
            Console.WriteLine(simulator.Address.GetLeftPart(UriPartial.Authority));
            await StoppedAsync(untilInputEnds);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The Replicate simulator cannot start: {e.Message}");
            return 1;
        }
    }

    private static (SimulatorOptions Options, bool UntilInputEnds)? Parse(string[] args)
    {
        var (options, untilInputEnds) = (new SimulatorOptions(), false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--until-stdin-ends")
                untilInputEnds = true;
            else if (++i < args.Length && Set(options, args[i - 1], args[i]) is { } changed)
                options = changed;
            else
                return null;
        }
        return (options, untilInputEnds);
    }

    private static SimulatorOptions? Set(SimulatorOptions options, string name, string value) => name switch
    {
        "--port" when int.TryParse(value, out var port) && port is >= 0 and <= 65535 => options with { Port = port },
        "--token" => options with { ApiToken = value },
        "--webhook-secret" => options with { WebhookSecret = value },
        "--data" => options with { DataFolder = value },
        _ => null,
    };

    private static async Task StoppedAsync(bool untilInputEnds)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.TrySetResult();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await Task.WhenAny(stopped.Task, untilInputEnds ? InputEndsAsync() : Task.Delay(Timeout.Infinite));
    }

    private static async Task InputEndsAsync()
    {
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null);
    }
}
