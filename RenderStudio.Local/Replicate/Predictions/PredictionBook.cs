using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>All accepted predictions, in the order of acceptance.</summary>
internal sealed class PredictionBook : IDisposable
{
    private const string Crockford = "0123456789abcdefghjkmnpqrstvwxyz";
    private readonly ConcurrentDictionary<string, SimulatedRun> byId = new();
    private readonly List<SimulatedRun> inOrder = [];

    /// <summary>Random, because an application can have stored ids of an earlier simulator.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(Crockford, 26);

    public void Add(SimulatedRun prediction)
    {
        byId[prediction.Id] = prediction;
        lock (inOrder)
            inOrder.Add(prediction);
    }

    public SimulatedRun? Find(string id, string account) =>
        byId.TryGetValue(id, out var found) && found.Account == account ? found : null;

    public SimulatedRun[] All()
    {
        lock (inOrder)
            return [.. inOrder];
    }

    /// <summary>The predictions whose prompt contains the text; an empty text selects all.</summary>
    public IEnumerable<SimulatedRun> Containing(string text) =>
        All().Where(prediction => prediction.Prompt.Contains(text, StringComparison.Ordinal));

    public void Dispose()
    {
        foreach (var prediction in All())
            prediction.Dispose();
    }
}
