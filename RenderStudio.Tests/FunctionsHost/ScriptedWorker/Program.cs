using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScriptedWorker;

var start = Script.Read().Start;
CallLog.Add("start", new
{
    args,
    workerDirectory = Environment.GetEnvironmentVariable("FUNCTIONS_WORKER_DIRECTORY"),
    environment = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT"),
    local = Environment.GetEnvironmentVariable("LOCAL_SETTING"),
});
await Script.IsNoLongerAsync("held");
if (start == "silent")
    await Task.Delay(Timeout.Infinite);
if (start.StartsWith("exit ", StringComparison.Ordinal))
{
    await Console.Error.WriteLineAsync("The script ends this process at its start.");
    return int.Parse(start["exit ".Length..]);
}
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null);
var app = builder.Build();
await app.StartAsync();
if (start == "twice")
{
    // The test changes the script when the host is ready: before that, this connection could be the first one.
    await Script.IsNoLongerAsync(start);
    await SecondConnection.OpenAsync(args);
}

await app.WaitForShutdownAsync();
return 0;
