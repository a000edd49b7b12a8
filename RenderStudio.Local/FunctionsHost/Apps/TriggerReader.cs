using System.Text.RegularExpressions;
using RenderStudio.Local.FunctionsHost.Timers;

namespace RenderStudio.Local.FunctionsHost.Apps;

internal static partial class TriggerReader
{
    public static ITrigger Read(string function, BindingJson trigger, IReadOnlyList<BindingJson> outputs,
        HostJson host, AppSettings settings)
    {
        if (trigger.Is("httpTrigger"))
            return HttpTriggerReader.Read(function, trigger, outputs, host.RoutePrefix);
        if (outputs.Count > 0)
            throw outputs[0].Refusal($"an http output needs an httpTrigger, not a {trigger.Type}");
        if (trigger.Is("queueTrigger"))
            return ReadQueue(trigger, host, settings);
        if (trigger.Is("timerTrigger"))
            return ReadTimer(trigger, settings);
        throw trigger.Refusal($"the stand-in knows httpTrigger, queueTrigger and timerTrigger, not '{trigger.Type}'");
    }

    private static QueueTrigger ReadQueue(BindingJson trigger, HostJson host, AppSettings settings)
    {
        if (!host.HasExtensionBundle)
            throw trigger.Refusal("a queueTrigger needs the extensionBundle "
                + "Microsoft.Azure.Functions.ExtensionBundle [4.*, 5.0.0) in host.json");
        var queue = trigger.Resolved("queueName", settings).ToLowerInvariant();
        if (!QueueName().IsMatch(queue) || queue.Contains("--", StringComparison.Ordinal))
            throw trigger.Refusal(
                $"'{queue}' is no queue name: 3 to 63 small letters, digits and single hyphens between them");
        var connection = trigger.Text("connection") is { Length: > 0 } name ? name : "AzureWebJobsStorage";
        return new QueueTrigger(trigger.Required("name"), queue,
            settings[connection] ?? settings[$"AzureWebJobs{connection}"]
                ?? throw trigger.Refusal($"connection names the app setting '{connection}', which does not exist"),
            ReadsBytes(trigger));
    }

    private static bool ReadsBytes(BindingJson trigger) => trigger.Text("dataType")?.ToLowerInvariant() switch
    {
        "binary" => true,
        null or "string" or "undefined" => false,
        var other => throw trigger.Refusal($"dataType '{other}' is not binary or string"),
    };

    private static TimerTrigger ReadTimer(BindingJson trigger, AppSettings settings)
    {
        if ((settings["WEBSITE_TIME_ZONE"] ?? settings["TZ"] ?? "UTC") != "UTC")
            throw trigger.Refusal("the stand-in runs timers in UTC only, and WEBSITE_TIME_ZONE or TZ says otherwise");
        var text = trigger.Resolved("schedule", settings);
        var schedule = TimerSchedule.TryParse(text) ?? throw trigger.Refusal(
            $"schedule '{text}' is neither six fields (second minute hour day month day-of-week) nor a time hh:mm:ss");
        return new TimerTrigger(trigger.Required("name"), schedule,
            trigger.Flag("useMonitor", true) && !schedule.IsTooFrequentToMonitor, trigger.Flag("runOnStartup", false));
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$")]
    private static partial Regex QueueName();
}
