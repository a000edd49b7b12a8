using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Gives an endpoint a new secret. For <see cref="DeliveryOptions.SecretOverlapHours"/> deliveries are signed with the
/// new and the previous one; a second rotation in this time ends the oldest one at once.
/// </summary>
public sealed class RotateSecret(EndpointStore store, EndpointSecrets secrets)
{
    public async Task<Result<EndpointWithSecret>> RunAsync(Guid id, Caller caller, CancellationToken ct)
    {
        var secret = EndpointSecrets.Generate();
        return await store.RotateAsync(id, caller.OwnerId, secrets.Encrypt(id, secret), ct) is { } rotated
            ? new EndpointWithSecret(rotated, secret)
            : ListEndpoints.NotFound;
    }
}
