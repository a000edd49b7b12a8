using System.Text.Json;

namespace ScriptedWorker;

/// <summary>calls.jsonl in the app's folder, one line for each event. Nothing is written without a
/// script.</summary>
public static class CallLog
{
    private static readonly Lock Writing = new();

    public static void Add(string what, object details)
    {
        if (!File.Exists(Path.Combine(Script.Folder, "script.json")))
            return;
        var line = JsonSerializer.Serialize(
            new { what, pid = Environment.ProcessId, details }, JsonSerializerOptions.Web);
        lock (Writing)
            File.AppendAllText(Path.Combine(Script.Folder, "calls.jsonl"), line + "\n");
    }
}
