using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Azure.WebJobs.Hosting;
using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost.Triggers;

/// <summary>Runs the queue and timer listeners of the WebJobs SDK, which are the code that runs in Azure.</summary>
internal sealed class TriggerHost : IAsyncDisposable
{
    // Together with the time for the worker, this is less than the time that platforms allow after SIGTERM.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly IHost host;

    private TriggerHost(IHost host) => this.host = host;

    public static async Task<TriggerHost> StartAsync(
        FunctionApp app, FunctionIndex index, FunctionInvoker invoker, HostLog log, HostShutdown shutdown,
        CancellationToken ct)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            EnvironmentName = app.Settings.Environment,
        });
        builder.Configuration.AddConfiguration(app.Host.Configuration);
        builder.Services.AddLogging(log.Configure);
        var webJobs = builder.Services.AddWebJobs(options =>
            // As in the real host, a listener whose storage does not respond is started again in the background.
            options.AllowPartialHostStartup = true);
        webJobs.AddAzureStorageCoreServices();
        webJobs.AddAzureStorageQueues();
        webJobs.AddTimers();
        builder.Services
            .AddSingleton<ScheduleMonitor, MemoryScheduleMonitor>()
            .AddSingleton(new TriggerForwarder(index, invoker))
            .AddSingleton<ITypeLocator>(new EmittedTypes(TriggerMethods.Emit(index)))
            .AddSingleton<IHostIdProvider>(new KnownHostId(app.HostId))
            .AddSingleton<IWebJobsExceptionHandlerFactory>(new ListenerFailures(shutdown))
            .AddSingleton<IHostLifetime, SilentLifetime>()
            .AddHostedService<JobHostService>();
        var host = builder.Build();
        await host.StartAsync(ct);
        return new TriggerHost(host);
    }

    /// <summary>
    /// Stops receiving messages, cancels the tokens of running functions and waits for them up to a limit.
    /// </summary>
    public async Task StopAsync() =>
        await Task.WhenAny(host.StopAsync(), Task.Delay(StopLimit));

    public ValueTask DisposeAsync()
    {
        host.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class EmittedTypes(Type type) : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => [type];
    }

    private sealed class KnownHostId(string id) : IHostIdProvider
    {
        public Task<string> GetHostIdAsync(CancellationToken cancellationToken) => Task.FromResult(id);
    }
}
