using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>All accepted predictions, in the order of acceptance.</summary>
internal sealed class PredictionBook : IDisposable
{
    private const string Crockford = "0123456789abcdefghjkmnpqrstvwxyz";
    private readonly ConcurrentDictionary<string, Prediction> byId = new();
    private readonly List<Prediction> inOrder = [];

    /// <summary>Random, because an application can have stored ids of an earlier simulator.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(Crockford, 26);

    public void Add(Prediction prediction)
    {
        byId[prediction.Id] = prediction;
        lock (inOrder)
            inOrder.Add(prediction);
    }

    public Prediction? Find(string id, string account) =>
        byId.TryGetValue(id, out var found) && found.Account == account ? found : null;

    public Prediction[] All()
    {
        lock (inOrder)
            return [.. inOrder];
    }

    public void Dispose()
    {
        foreach (var prediction in All())
            prediction.Dispose();
    }
}
