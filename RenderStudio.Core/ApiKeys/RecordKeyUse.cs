using Microsoft.Extensions.Logging;

namespace RenderStudio.Core.ApiKeys;

/// <summary>Records when a key was used, at most once a minute and without a delay of the request.</summary>
public sealed partial class RecordKeyUse(UsedKeyStore store, TimeProvider clock, ILogger<RecordKeyUse> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <param name="lastUse">The last recorded use; null before the first.</param>
    public bool IsDue(DateTime? lastUse) => lastUse is null || clock.GetUtcNow().UtcDateTime - lastUse >= Interval;

    /// <summary>Writes in the background. A failed write is logged; a later use is recorded instead.</summary>
    public void Start(Guid id) => _ = Task.Run(() => RecordAsync(id));

    private async Task RecordAsync(Guid id)
    {
        try
        {
            await store.RecordAsync(id, clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception)
        {
            LogFailed(logger, id, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not record the use of API key {KeyId}")]
    private static partial void LogFailed(ILogger logger, Guid keyId, Exception exception);
}
