using System.Collections.Concurrent;
using System.Security.Cryptography;
using RenderStudio.Local.Replicate.Pictures;
using RenderStudio.Local.Replicate.Predictions;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Files;

internal sealed record StoredOutput(SimulatedRun Prediction, int Index, string Path, string ContentType);

/// <summary>The file host: stores finished pictures on disk until their prediction expires.</summary>
internal sealed class OutputFiles(OutputFolder folder, SimulatedRunJson json, SettingsBook settings,
    SimulatorAddress address)
{
    private const string KeyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private readonly ConcurrentDictionary<string, StoredOutput> byKey = new();
    private readonly ConcurrentQueue<KeyValuePair<string, StoredOutput>> oldest = new();

    /// <summary>The URLs in the order of the pictures.</summary>
    public async Task<IReadOnlyList<string>> StoreAsync(
        SimulatedRun prediction, IReadOnlyList<PaintedPicture> pictures, SimulatorSettings rules, CancellationToken ct)
    {
        RemoveExpired();
        var addresses = new List<string>(pictures.Count);
        foreach (var picture in pictures)
        {
            var bytes = OutputDamage.Apply(prediction, picture, rules);
            addresses.Add(rules.DataUriOutputs
                ? $"data:{picture.ContentType};base64,{Convert.ToBase64String(bytes)}"
                : await StoreAsync(prediction, picture, bytes, rules, ct));
        }
        return addresses;
    }

    /// <summary>Null when the key is unknown or expired.</summary>
    public StoredOutput? Find(string key)
    {
        RemoveExpired();
        return byKey.TryGetValue(key, out var stored) && !IsExpired(stored) ? stored : null;
    }

    private async Task<string> StoreAsync(
        SimulatedRun prediction, PaintedPicture picture, byte[] bytes, SimulatorSettings rules, CancellationToken ct)
    {
        var key = RandomNumberGenerator.GetString(KeyLetters, 40);
        var stored = new StoredOutput(prediction, picture.Index, Path.Combine(folder.Path, key), picture.ContentType);
        await File.WriteAllBytesAsync(stored.Path, bytes, ct);
        byKey[key] = stored;
        oldest.Enqueue(KeyValuePair.Create(key, stored));
        return $"{rules.OutputOrigin ?? address.Origin}/files/out/{key}/{NameOf(prediction, picture)}";
    }

    private static string NameOf(SimulatedRun prediction, PaintedPicture picture) => prediction.Model switch
    {
        { OutputIsList: true } => $"out-{picture.Index}.{picture.Extension}",
        { Name: "interior-design" } => "out.png",
        _ => $"tmp{prediction.Id[..8]}.{picture.Extension}",
    };

    private bool IsExpired(StoredOutput stored) =>
        json.IsRemoved(stored.Prediction.State, settings.For(stored.Prediction.Prompt));

    private void RemoveExpired()
    {
        while (oldest.TryPeek(out var first) && IsExpired(first.Value) && oldest.TryDequeue(out var removed))
        {
            byKey.TryRemove(removed.Key, out _);
            File.Delete(removed.Value.Path);
        }
    }
}
