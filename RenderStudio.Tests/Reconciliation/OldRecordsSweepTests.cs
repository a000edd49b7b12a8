using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

[Collection<OnSweptStorage>]
public sealed class OldRecordsSweepTests(Services services, SweptStorage storage)
{
    [Fact]
    public async Task Records_are_deleted_after_their_retention_and_not_before()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync(
            """
            insert into idempotency_keys (owner_id, route, key, fingerprint, answer, lease_token, lease_until, created_at)
            values (@OwnerId, 'r', 'old', '', '{}', null, null, now() - interval '25 hours'),
                (@OwnerId, 'r', 'old and dead', '', null, @Id, now() - interval '1 hour', now() - interval '25 hours'),
                (@OwnerId, 'r', 'old and at work', '', null, @Id, now() + interval '1 hour', now() - interval '25 hours'),
                (@OwnerId, 'r', 'young', '', '{}', null, null, now() - interval '23 hours');
            insert into quotes (id, owner_id, mode, model, quality, variants, credits_per_variant, expires_at)
            select gen_random_uuid(), @OwnerId, 'imagine', 'm', 'draft', 1, 1, now() - age * interval '1 day'
            from unnest(array[31, 29]) as age;
            insert into webhook_deliveries (webhook_id, upstream_id, upstream_status, received_at)
            select 'delivery' || age, 'run', 'succeeded', now() - age * interval '1 day' from unnest(array[31, 29]) as age;
            insert into rejected_messages (queue, body, reason, received_at)
            select 'queue', '', 'unreadable', now() - age * interval '1 day' from unnest(array[31, 29]) as age;
            insert into listing_troubles (key, reason, seen_at)
            select 'run' || age, 'unreadable', now() - age * interval '1 day' from unnest(array[31, 29]) as age;
            insert into stripe_events (id, type, created_at, payload, outcome, applied_at, received_at)
            select 'event' || age, 'type', now(), '{}', 'unreadable', now() - age * interval '1 day',
                now() - age * interval '1 day'
            from unnest(array[61, 59, 29]) as age;
            insert into owners (id, issuer, subject)
            select gen_random_uuid(), 'erased', age from unnest(array['32 days', '1 minute']) as age;
            insert into erased_subjects (owner_id, subject_hash, erased_at)
            select id, '', now() - subject::interval from owners where issuer = 'erased';
            """, seeded);
        var sweep = engine.Get<IEnumerable<ISweep>>().OfType<OldRecordsSweep>().Single();

        Assert.Equal(new(9, 0), await sweep.RunAsync(dryRun: true, default));
        Assert.Equal(4 + 2 + 2 + 2 + 2 + 2 + 6, await CountAsync(engine));
        Assert.Equal(new(9, 9), await sweep.RunAsync(dryRun: false, default));
        Assert.Equal(new(0, 0), await sweep.RunAsync(dryRun: false, default));

        Assert.Equal("old and at work, young", await engine.QueryAsync<string>(
            "select string_agg(key, ', ' order by key) from idempotency_keys"));
        Assert.Equal(2 + 1 + 1 + 1 + 1 + 1 + 3, await CountAsync(engine));
    }

    [Fact]
    public async Task Thousands_of_records_are_deleted_in_small_batches()
    {
        await using var engine = await Engine.StartAsync(services, ("Storage:ConnectionString", storage.Connection));
        await engine.ExecuteAsync(
            """
            insert into rejected_messages (queue, body, reason, received_at)
            select 'queue', '', 'unreadable', now() - interval '40 days' from generate_series(1, 2500)
            """);

        var sweeps = await engine.Get<SweepStorage>().RunOnceAsync(dryRun: false, default);

        Assert.Equal(new(2500, 2500), sweeps["old records"]);
        Assert.Equal(0, await CountAsync(engine));
    }

    private static Task<int> CountAsync(Engine engine) => engine.QueryAsync<int>(
        """
        select (select count(*) from idempotency_keys) + (select count(*) from quotes)
            + (select count(*) from webhook_deliveries) + (select count(*) from rejected_messages)
            + (select count(*) from listing_troubles) + (select count(*) from erased_subjects)
            + (select count(*) + count(payload) from stripe_events)
        """);
}
