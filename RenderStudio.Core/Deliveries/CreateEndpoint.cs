using Microsoft.Extensions.Options;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Deliveries;

/// <summary>Creates an endpoint with a new secret.</summary>
public sealed class CreateEndpoint(
    EndpointStore store, CheckEndpoint check, EndpointSecrets secrets, IOptions<DeliveryOptions> options)
{
    /// <param name="fields">The address and the events are required.</param>
    /// <param name="errors">Errors of fields that could not be read.</param>
    public async Task<Result<EndpointWithSecret>> RunAsync(
        EndpointChange fields, FieldErrors errors, Caller caller, CancellationToken ct)
    {
        errors.AddWhen(fields.Url is null && !errors.Has("url"), "url", "Is required.");
        errors.AddWhen(fields.Events is null && !errors.Has("events"), "events", "Is required.");
        if ((await check.RunAsync(fields, errors, ct)).Failed(out var problem, out var valid))
            return problem;
        var id = Guid.CreateVersion7();
        var secret = EndpointSecrets.Generate();
        var description = valid.Description is "" ? null : valid.Description;
        var stored = secrets.Encrypt(id, secret);
        return await store.AddAsync(caller.OwnerId, id, valid with { Description = description }, stored, ct)
            is { } added ? new EndpointWithSecret(added, secret) : TooMany;
    }

    private Problem TooMany => new(
        ProblemCode.LimitReached, $"An account can have at most {options.Value.MaxEndpoints} webhook endpoints.");
}
