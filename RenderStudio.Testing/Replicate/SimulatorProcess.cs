using RenderStudio.Local.Children;


namespace RenderStudio.Testing.Replicate;

/// <summary>
/// The simulator in a separate process, because it enables libvips' SVG loader. One process serves the test run and
/// starts on first use. Tests are isolated by token (each is an account) and by settings for their own prompt.
/// </summary>
public sealed class SimulatorProcess : IAsyncLifetime
{
    private readonly Lazy<Task<RunningSimulator>> shared = new(() => StartAsync());

    public async Task<Uri> AddressAsync() => (await shared.Value).Address;

    /// <summary>Another process, for the caller only.</summary>
    public static async Task<RunningSimulator> StartAsync(params string[] arguments)
    {
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var assembly = Path.Combine(AppContext.BaseDirectory, "RenderStudio.Local.dll");
        var command = new ChildCommand("simulator", "dotnet", [assembly, "simulator", .. arguments])
        {
            OnOutput = line => address.TrySetResult(new Uri(line)),
        };
        var child = await ChildProcess.StartAsync(command);
        if (await Task.WhenAny(address.Task, child.Exited).WaitAsync(TimeSpan.FromSeconds(20)) == child.Exited)
            throw new InvalidOperationException($"The simulator ended: {child.LastOutput}");
        return new RunningSimulator(child, await address.Task);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (shared.IsValueCreated)
            await (await shared.Value).DisposeAsync();
    }
}

public sealed record RunningSimulator(ChildProcess Child, Uri Address) : IAsyncDisposable
{
    /// <summary>Requests its shutdown, so that it deletes its temporary folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await Child.StopAsync(Signal.Terminate, TimeSpan.FromSeconds(10));
        await Child.DisposeAsync();
    }
}
