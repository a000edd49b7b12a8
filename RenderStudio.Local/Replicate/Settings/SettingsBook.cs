using System.Collections.Concurrent;
using System.Text.Json;

namespace RenderStudio.Local.Replicate.Settings;

/// <summary>The current settings. A change applies immediately, also to running predictions.</summary>
internal sealed class SettingsBook(SimulatorSettings initial)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, int> calls = new();
    private volatile SettingsSheet sheet = new(initial, []);

    public SettingsSheet Sheet => sheet;

    public SimulatorSettings For(string prompt) => sheet.For(prompt);

    public SettingsSheet Merge(JsonElement change)
    {
        lock (gate)
            return sheet = sheet.Merge(change);
    }

    /// <summary>Restores the initial settings, without overrides. Random decisions start again.</summary>
    public SettingsSheet Reset()
    {
        lock (gate)
        {
            calls.Clear();
            return sheet = new(initial, []);
        }
    }

    /// <summary>The random decisions of the next create call with this prompt.</summary>
    public Chance NextCall(string prompt)
    {
        var lane = sheet.LaneOf(prompt);
        return new Chance(lane, calls.AddOrUpdate(lane, 1, (_, before) => before + 1));
    }
}
