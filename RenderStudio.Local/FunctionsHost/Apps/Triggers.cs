using RenderStudio.Local.FunctionsHost.Timers;

namespace RenderStudio.Local.FunctionsHost.Apps;

internal interface ITrigger
{
    /// <summary>The name under which the handler finds the trigger's value in <c>Data</c>.</summary>
    string BindingName { get; }
}

/// <param name="Template">With the route prefix.</param>
/// <param name="Methods">Upper case; empty means all.</param>
/// <param name="OutputName">The http output: where a JSON reply carries the response.</param>
internal sealed record HttpTrigger(
    string BindingName, string Template, IReadOnlyList<string> Methods, string OutputName)
    : ITrigger;

/// <param name="Binary">The message reaches the handler as base64 of its bytes, not as a string in a string.</param>
internal sealed record QueueTrigger(string BindingName, string QueueName, string Connection, bool Binary) : ITrigger;

/// <param name="UseMonitor">Whether the schedule is kept in storage, so that a missed run is made up for.</param>
internal sealed record TimerTrigger(
    string BindingName, TimerSchedule Schedule, bool UseMonitor, bool RunOnStartup) : ITrigger;
