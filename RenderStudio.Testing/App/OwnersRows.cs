using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>All database rows of one owner, as one text.</summary>
internal static class OwnersRows
{
    public static async Task<string> SnapshotAsync(this RunningApp app, Guid ownerId) => (await app.QueryAsync<string>(
        """
        with mine as (select * from generations where owner_id = @ownerId)
        select concat_ws(' ', (select json_agg(g order by id) from mine g),
            (select json_agg(p order by id) from predictions p where generation_id in (select id from mine)),
            (select json_agg(r order by upstream_id) from upstream_runs r where prediction_id in (
                select id from predictions where generation_id in (select id from mine))),
            (select json_agg(e order by generation_id, seq) from generation_events e
                where generation_id in (select id from mine)),
            (select json_agg(a order by id) from assets a where owner_id = @ownerId),
            (select json_agg(r order by id) from renders r where owner_id = @ownerId),
            (select json_agg(v) from variants v where render_id in (select render_id from mine)),
            (select json_agg(f order by name) from variant_files f where render_id in (select render_id from mine)),
            (select json_agg(u order by id) from upload_grants u where owner_id = @ownerId),
            (select json_agg(q order by id) from quotes q where owner_id = @ownerId),
            (select json_agg(k order by route, key) from idempotency_keys k where owner_id = @ownerId),
            (select json_agg(k order by id) from api_keys k where owner_id = @ownerId),
            (select json_agg(c order by cause) from credit_entries c where owner_id = @ownerId),
            (select json_agg(a) from accounts a where owner_id = @ownerId),
            (select json_agg(f order by subject_id) from pending_moves f
                where subject_id in (select render_id from mine union select id from assets where owner_id = @ownerId)),
            (select json_agg(o) from owners o where id = @ownerId))
        """, new { ownerId }))!;
}
