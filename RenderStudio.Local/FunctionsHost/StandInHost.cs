using RenderStudio.Local.FunctionsHost.Apps;
using RenderStudio.Local.FunctionsHost.Handlers;
using RenderStudio.Local.FunctionsHost.Http;

namespace RenderStudio.Local.FunctionsHost;

/// <summary>Stands in for the Azure Functions host: runs a published custom-handler app by the rules an app can break
/// on. What could not be compared with a real host is listed in docs/parity.md.</summary>
public sealed class StandInHost : IAsyncDisposable
{
    private readonly HostParts parts;
    private readonly CancellationTokenSource stopping;
    private Task running = Task.CompletedTask;
    private bool disposed;

    private StandInHost(HostParts parts, CancellationTokenSource stopping, Uri address)
    {
        (this.parts, this.stopping, Address) = (parts, stopping, address);
        Failed = FailedAsync();
    }

    /// <summary>Where functions are served, such as http://127.0.0.1:7071/.</summary>
    public Uri Address { get; }

    public IReadOnlyList<HandlerInstance> Instances => [.. parts.Pool.Instances.Select(instance => instance.Snapshot)];

    /// <summary>False while an instance is killed, frozen or coming back.</summary>
    public bool IsReady => parts.Pool.Instances.All(instance => instance.IsReady);

    /// <summary>Completes when the host shut itself down, as the real one would; its handlers are gone then.</summary>
    public Task<HostFailure> Failed { get; }

    /// <summary>Returns when every instance answers. Throws <see cref="HostRefusedException"/> for an app that the host
    /// or Azure would refuse, and for one that does not come up.</summary>
    public static async Task<StandInHost> StartAsync(StandInHostOptions options, CancellationToken ct)
    {
        var app = AppReader.Read(options);
        HandlerCommand.Check(app);
        await StorageCheck.RunAsync(app, options, ct);
        var stopping = new CancellationTokenSource();
        var parts = new HostParts(options, app, stopping.Token);
        StandInHost? host = null;
        try
        {
            host = new StandInHost(parts, stopping, await FrontDoor.StartAsync(parts.Web, options.Port, ct));
            await host.ComeUpAsync(ct);
            return host;
        }
        catch
        {
            await (host?.DisposeAsync() ?? parts.DisposeAsync());
            throw;
        }
    }

    /// <summary>Runs a timer function now, as <c>POST /admin/functions/{name}</c> does, but waits for its end and
    /// throws when it fails. It may overlap a scheduled run.</summary>
    public Task RunTimerAsync(string functionName, CancellationToken ct) =>
        parts.Timers.TryGetValue(functionName, out var timer) ? timer.RunNowAsync(ct)
        : throw new ArgumentException($"There is no timer function '{functionName}'.", nameof(functionName));

    /// <summary>SIGKILL, as when the platform takes the instance away, host and all: it comes back without a strike,
    /// and its queue messages stay invisible until their lease ends.</summary>
    public void Kill(int instance) => Find(instance)?.TakeAway();

    /// <summary>SIGSTOP: no request is sent there while another instance is ready, and it takes no messages.</summary>
    public void Stop(int instance) => Find(instance)?.Freeze();

    /// <summary>SIGCONT.</summary>
    public void Continue(int instance) => Find(instance)?.Thaw();

    /// <summary>Kills the handlers and frees the port. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
            return;
        await StopAsync();
        await parts.DisposeAsync();
        stopping.Dispose();
    }

    private async Task<HostFailure> FailedAsync()
    {
        var failure = await parts.Ending.Failed;
        await StopAsync();
        await parts.Web.StopAsync();
        return failure;
    }

    private async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ComeUpAsync(CancellationToken ct)
    {
        running = Task.WhenAll([
            .. parts.Pool.Instances.Select(instance => GuardAsync(instance.RunAsync)),
            .. parts.Listeners.Select(listener => GuardAsync(listener.RunAsync)),
            .. parts.Timers.Values.Select(timer => GuardAsync(timer.RunAsync)),
        ]);
        var up = Task.WhenAll(parts.Pool.Instances.Select(instance => instance.Ready));
        await Task.WhenAny(up, parts.Ending.Failed).WaitAsync(ct);
        if (parts.Ending.Failed.IsCompleted)
        {
            var failure = await parts.Ending.Failed;
            throw new HostRefusedException(failure.Reason) { LastOutput = failure.LastOutput };
        }
    }

    /// <summary>A loop that breaks ends the host; it must not just fall silent.</summary>
    private async Task GuardAsync(Func<CancellationToken, Task> loop)
    {
        try
        {
            await loop(stopping.Token);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            parts.Ending.Fail($"The stand-in host broke: {error.Message}", []);
        }
    }

    private HandlerLife? Find(int instance) => instance >= 1 && instance <= parts.Pool.Instances.Count
        ? parts.Pool.Instances[instance - 1].Current
        : throw new ArgumentOutOfRangeException(nameof(instance), $"There is no instance {instance}.");
}
