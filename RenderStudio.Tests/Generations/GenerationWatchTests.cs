using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Generations;

public sealed class GenerationWatchTests(Services services)
{
    private const int Watched = 250;

    [Fact]
    public async Task Check_hints_for_many_generations_are_sent_in_batches_of_one_hundred()
    {
        await using var engine = await Engine.StartAsync(
            services, ("Generations:TimelinePollSeconds", "0.05"), ("Generations:CheckHintIntervalSeconds", "600"));
        var seeded = await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync(
            """
            insert into generations (id, owner_id, render_id, mode, aspect_ratio, quality, variants, model,
                composed_prompt, template_version, credits_per_variant, expected_seconds)
            select gen_random_uuid(), owner_id, gen_random_uuid(), mode, aspect_ratio, quality, variants, model,
                composed_prompt, template_version, credits_per_variant, expected_seconds
            from generations, generate_series(2, @Watched);
            insert into generation_events (generation_id, seq, stage, code, detail, at)
            select id, 1, 'pending', 'submitted', 'Received.', now() + interval '1 hour' from generations
            on conflict (generation_id, seq) do update set at = excluded.at
            """, new { Watched });
        var ids = await engine.QueryAsync<Guid[]>("select array_agg(id) from generations");
        var watch = engine.Get<GenerationWatch>();
        var joined = await Task.WhenAll(ids.Select(id => watch.JoinAsync(id, new Caller(seeded.OwnerId), default)));

        // No generation changes from here on.
        await engine.ExecuteAsync("update generation_events set at = now() - interval '1 hour'");
        await Eventually.BecomesTrueAsync(() => engine.QueryAsync<bool>(
            "select bool_and(checked_at is not null) from generations"));

        Assert.InRange(await engine.QueryAsync<int>(
            "select max(hints) from (select count(*)::int as hints from generations group by xmin::text)"), 1, 100);
        Array.ForEach(joined, one => one.Value!.Dispose());
    }
}
