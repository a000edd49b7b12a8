using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>Logs at start-up that no caller can be an operator: calls for operators are then answered 403.</summary>
internal sealed partial class MissingOperators(IOptions<IdentityOptions> options, ILogger<MissingOperators> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.NamesOperators)
            LogMissing(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "No caller can be an operator: set Identity:RoleClaim or Identity:AdminSubjects if the app has operators")]
    private static partial void LogMissing(ILogger logger);
}
