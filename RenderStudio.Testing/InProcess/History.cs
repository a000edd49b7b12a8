namespace RenderStudio.Testing.InProcess;

/// <summary>
/// Succeeded generations with all rows that the reconciler could read: in the past year, or in the hour that it still
/// checks.
/// </summary>
public static class History
{
    private const int Step = 20_000;

    public static Task AddHourAsync(Engine engine, int count) => AddAsync(engine, count, "1 hour", "0");

    public static async Task AddYearAsync(Engine engine, int count)
    {
        for (var left = count; left > 0; left -= Step)
            await AddAsync(engine, Math.Min(left, Step), "364 days", "1 hour");
        await engine.ExecuteAsync("analyze;"); // a single word would be called as a procedure
    }

    private static Task AddAsync(Engine engine, int count, string span, string before) => engine.ExecuteAsync(
        """
        insert into owners (id, issuer, subject) values (@owner, 'benchmark', @owner::text);
        insert into accounts (owner_id, balance) values (@owner, 100);
        create temporary table history as
        select gen_random_uuid() as generation, gen_random_uuid() as prediction,
            clock_timestamp() - @before::interval - @span::interval * random() as at
        from generate_series(1, @count);
        insert into generations (id, owner_id, render_id, status, mode, prompt, aspect_ratio, quality, variants,
            model, composed_prompt, template_version, credits_per_variant, expected_seconds, delivered, created_at,
            finished_at)
        select generation, @owner, gen_random_uuid(), 'succeeded', 'imagine', 'a room', '1:1', 'draft', 1,
            'black-forest-labs/flux-schnell', 'a room', '1', 2, 6, 1, at, at from history;
        insert into predictions (id, generation_id, ordinal, first_index, variant_count, status, attempt,
            upstream_id, accepted_at, result_run, result_status, next_check_at, created_at, finished_at)
        select prediction, generation, 0, 0, 1, 'succeeded', 1, prediction::text, at, prediction::text,
            'succeeded', at, at, at from history;
        insert into upstream_runs (upstream_id, prediction_id, attempt, disposition, upstream_status, seen_by,
            seen_at, next_check_at)
        select prediction::text, prediction, 1, 'delivered', 'succeeded', 'delivery', at, at from history;
        insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause, at)
        select @owner, kind, 2, case kind when 'hold' then -2 else 0 end, generation,
            kind || ':' || generation, at
        from history, (values ('hold'), ('settle')) kinds (kind);
        drop table history;
        """, new { owner = Guid.NewGuid(), count, span, before });
}
