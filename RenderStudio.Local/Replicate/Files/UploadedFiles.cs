using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Predictions;

namespace RenderStudio.Local.Replicate.Files;

internal sealed record UploadedFile
{
    public required string Id { get; init; }

    public required string Account { get; init; }

    public required string Name { get; init; }

    public required string ContentType { get; init; }

    public required byte[] Content { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required JsonNode Metadata { get; init; }

    public DateTimeOffset ExpiresAt => CreatedAt.AddHours(24);
}

/// <summary>Files that clients upload as inputs; kept in memory for 24 hours.</summary>
internal sealed class UploadedFiles(SimulatorClock clock, SimulatorOptions options)
{
    private readonly ConcurrentDictionary<string, UploadedFile> byId = new();

    public UploadedFile Add(string account, string name, string contentType, byte[] content, JsonNode metadata)
    {
        var file = new UploadedFile
        {
            Id = PredictionBook.NewId(),
            Account = account,
            Name = name,
            ContentType = contentType,
            Content = content,
            CreatedAt = clock.Now,
            Metadata = metadata,
        };
        byId[file.Id] = file;
        return file;
    }

    /// <summary>Finds a file of any account, because models read inputs without an account.</summary>
    public UploadedFile? Find(string id) =>
        byId.TryGetValue(id, out var file) && clock.Now < file.ExpiresAt ? file : null;

    public UploadedFile? Find(string id, string account) =>
        Find(id) is { } file && file.Account == account ? file : null;

    public IEnumerable<UploadedFile> Of(string account) =>
        byId.Values.Where(f => f.Account == account && clock.Now < f.ExpiresAt).OrderByDescending(f => f.CreatedAt);

    public void Remove(UploadedFile file) => byId.TryRemove(file.Id, out _);

    /// <summary>The signature of a download link: HMAC-SHA256 over owner, id and expiry.</summary>
    public string Sign(string owner, string id, string expiry) => Convert.ToBase64String(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.WebhookSecret),
            Encoding.UTF8.GetBytes($"{owner} {id} {expiry}")));
}
