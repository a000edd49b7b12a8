using System.Collections.Concurrent;
using Microsoft.Azure.WebJobs.Extensions.Timers;

namespace RenderStudio.Local.FunctionsHost.Triggers;

/// <summary>
/// Keeps the status of monitored timers in memory while this process runs. The SDK's own monitor in storage does not
/// load with the newest Host.Storage package. Therefore a run that was missed while the host was stopped is not
/// repeated.
/// </summary>
internal sealed class MemoryScheduleMonitor : ScheduleMonitor
{
    private readonly ConcurrentDictionary<string, ScheduleStatus> statuses = new();

    public override Task<ScheduleStatus?> GetStatusAsync(string timerName) =>
        Task.FromResult(statuses.GetValueOrDefault(timerName));

    public override Task UpdateStatusAsync(string timerName, ScheduleStatus status)
    {
        statuses[timerName] = status;
        return Task.CompletedTask;
    }
}
