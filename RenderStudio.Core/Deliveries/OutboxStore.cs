using Dapper;
using Npgsql;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Writes one delivery per subscribed endpoint of the owner, in the transaction of what the event reports: an event is
/// committed with its cause or not at all. Without an endpoint nothing is written.
/// </summary>
internal static class OutboxStore
{
    // The lock lets a concurrent deletion of the endpoint wait, so that the endpoint of each new row exists.
    private const string GenerationEndedSql =
        """
        insert into deliveries (id, endpoint_id, event_id, type, generation_id, data)
        select gen_random_uuid(), e.id, @eventId, 'generation.' || g.status, g.id,
            jsonb_strip_nulls(jsonb_build_object('generationId', g.id,
                'renderId', case when g.status = 'succeeded' then g.render_id end, 'code', g.failure_code))
        from generations g join webhook_endpoints e on e.owner_id = g.owner_id
        where g.id = @generationId and g.finished_at is not null and e.disabled_at is null
            and 'generation.' || g.status = any(e.events)
        for key share of e
        """;

    /// <summary>The generation has just received a final status.</summary>
    public static Task GenerationEndedAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.ExecuteAsync(GenerationEndedSql, new { eventId = Guid.CreateVersion7(), generationId });

    // Locks as above.
    private const string VariantsReadySql =
        """
        insert into deliveries (id, endpoint_id, event_id, type, generation_id, data)
        select gen_random_uuid(), e.id, v.event_id, @type, g.id,
            jsonb_build_object('generationId', g.id, 'renderId', g.render_id, 'index', v.index)
        from generations g join webhook_endpoints e on e.owner_id = g.owner_id
            cross join unnest(@eventIds::uuid[], @indexes::int[]) as v (event_id, index)
        where g.id = @generationId and e.disabled_at is null and @type = any(e.events)
        for key share of e
        """;

    /// <summary>Variants have been delivered.</summary>
    /// <param name="indexes">Their indexes within the render.</param>
    public static Task VariantsReadyAsync(NpgsqlConnection connection, Guid generationId, int[] indexes) =>
        connection.ExecuteAsync(VariantsReadySql, new
        {
            eventIds = Array.ConvertAll(indexes, _ => Guid.CreateVersion7()),
            indexes,
            generationId,
            type = EventTypes.VariantReady,
        });

    // Locks as above.
    private const string EndpointDisabledSql =
        """
        insert into deliveries (id, endpoint_id, event_id, type, data)
        select gen_random_uuid(), e.id, @eventId, @type,
            jsonb_build_object('endpointId', d.id, 'reason', d.disabled_reason)
        from webhook_endpoints d join webhook_endpoints e on e.owner_id = d.owner_id
        where d.id = @endpointId and d.disabled_at is not null and e.disabled_at is null and @type = any(e.events)
        for key share of e
        returning endpoint_id
        """;

    /// <summary>An endpoint has been disabled; the owner's other endpoints report it.</summary>
    /// <returns>The endpoints that received a delivery.</returns>
    public static async Task<IReadOnlyList<Guid>> EndpointDisabledAsync(
        NpgsqlConnection connection, Guid endpointId) =>
        [.. await connection.QueryAsync<Guid>(EndpointDisabledSql, new
        {
            eventId = Guid.CreateVersion7(),
            endpointId,
            type = EventTypes.EndpointDisabled,
        })];

    // Locks as above.
    private const string TestSql =
        """
        insert into deliveries (id, endpoint_id, event_id, type, data)
        select @id, e.id, @eventId, @type, jsonb_build_object('endpointId', e.id)
        from webhook_endpoints e
        where e.id = @endpointId and e.owner_id = @ownerId and e.disabled_at is null
            and (select count(*) from deliveries where endpoint_id = e.id and status = 'pending') < @most
        for key share of e
        """;

    /// <param name="most">Number of pending deliveries from which on nothing is written.</param>
    /// <returns>The id of the delivery; null when nothing was written.</returns>
    public static async Task<Guid?> TestAsync(NpgsqlConnection connection, Guid endpointId, Guid ownerId, int most)
    {
        var id = Guid.CreateVersion7();
        var args = new { id, eventId = Guid.CreateVersion7(), endpointId, ownerId, most, type = EventTypes.Test };
        return await connection.ExecuteAsync(TestSql, args) == 1 ? id : null;
    }
}
