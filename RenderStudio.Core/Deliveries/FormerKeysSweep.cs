using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Encrypts the secrets of endpoints with the current key, so that the one before can be removed from the settings.
/// Secrets that no configured key decrypts stay as they are.
/// </summary>
internal sealed class FormerKeysSweep(EndpointSecretStore store, EndpointSecrets secrets) : ISweep
{
    public string Name => "endpoint secrets of former keys";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, replaced, after) = (0, 0, Guid.Empty);
        while (await store.NextBatchAsync(after, secrets.CurrentMark, ct) is { Count: > 0 } batch)
        {
            (found, after) = (found + batch.Count, batch[^1].Id);
            foreach (var old in dryRun ? [] : batch)
            {
                if (await ReplaceAsync(old, ct))
                    replaced++;
            }
        }

        return new(found, replaced);
    }

    private async Task<bool> ReplaceAsync(StoredSecrets old, CancellationToken ct)
    {
        if (Again(old.Id, old.Secret) is not { } secret)
            return false;
        var previous = old.PreviousSecret is { } stored ? Again(old.Id, stored) ?? stored : null;
        return await store.ReplaceAsync(old, secret, previous, ct);
    }

    private byte[]? Again(Guid id, byte[] stored) =>
        secrets.Decrypt(id, stored) is { } secret ? secrets.Encrypt(id, secret) : null;
}
