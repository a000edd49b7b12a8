using Dapper;
using Npgsql;
using RenderStudio.Core.Renders.Search;

namespace RenderStudio.Testing.InProcess;

/// <summary>A library in the database as many generations would create it, without files.</summary>
public static class LibraryRows
{
    public static readonly DateTime Newest = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    public static readonly string[] Styles = ["japandi", "scandinavian", "industrial", "coastal"];

    public static readonly string[] RoomTypes = ["living_room", "bedroom", "kitchen"];

    /// <summary>
    /// Render n, from 1, is n minutes older than <see cref="Newest"/>, has style n mod 4 and room n mod 3, is a
    /// redesign if n is even and otherwise imagined, a favorite if n is a multiple of 10 and public if n is a multiple
    /// of 7. Its title is <c>render {n}</c>. Its prompt contains <c>oak</c>, <c>crème</c> and <c>木の家</c>;
    /// <c>tint{n mod 1000}</c>, <c>gré{n mod 1000}</c> and <see cref="Ideograph"/>; and, once, <c>only{n}</c>.
    /// </summary>
    public static async Task AddAsync(NpgsqlConnection connection, Guid ownerId, int count)
    {
        const int Batch = 50_000;
        for (var first = 1; first <= count; first += Batch)
        {
            int[] numbers = [.. Enumerable.Range(first, Math.Min(Batch, count - first + 1))];
            await connection.ExecuteAsync(AddStatement, new
            {
                ownerId,
                numbers,
                prompts = numbers.Select(Prompt).ToArray(),
                words = numbers.Select(n => SearchWords.Of($"render {n}", Prompt(n))).ToArray(),
                SearchWords.Version,
                newest = Newest,
                styles = Styles,
                roomTypes = RoomTypes,
            }, commandTimeout: 600);
        }
    }

    /// <summary>One of a thousand characters, followed by 色 in the prompt of render n.</summary>
    public static char Ideograph(int n) => (char)('\u5000' + n % 1000);

    private static string Prompt(int n) =>
        $"an oak room with tint{n % 1000} and only{n}, crème gré{n % 1000}, 木の家に{Ideograph(n)}色の壁";

    /// <summary>
    /// The same for large numbers, one table after another: without foreign key checks, and with indexes created
    /// afterwards.
    /// </summary>
    public static async Task AddFastAsync(NpgsqlConnection connection, params (Guid OwnerId, int Count)[] libraries)
    {
        var indexes = (await connection.QueryAsync<(string Name, string Definition)>(
            """
            select indexname, indexdef from pg_indexes
            where tablename in ('generations', 'predictions', 'renders', 'variants', 'variant_files')
                and not exists (select from pg_constraint where conname = indexname)
            """)).AsList();
        await connection.ExecuteAsync(string.Concat(indexes.Select(index => $"drop index {index.Name};")));
        await connection.ExecuteAsync("set session_replication_role = replica; set maintenance_work_mem = '256MB'");
        foreach (var (ownerId, count) in libraries)
            await AddAsync(connection, ownerId, count);
        foreach (var (_, definition) in indexes)
            await connection.ExecuteAsync(definition, commandTimeout: 600);
        await connection.ExecuteAsync("reset session_replication_role; reset maintenance_work_mem");
        await connection.ExecuteAsync("vacuum analyze", commandTimeout: 600);
    }

    private const string AddStatement =
        """
        with numbered as materialized (
            select n, prompt, words, gen_random_uuid() as generation_id, gen_random_uuid() as render_id,
                gen_random_uuid() as prediction_id, case when n % 2 = 0 then 'redesign' else 'imagine' end as mode,
                @styles[1 + n % 4] as style, @roomTypes[1 + n % 3] as room_type,
                @newest - make_interval(mins => n) as at
            from unnest(@numbers, @prompts, @words) as numbers (n, prompt, words)),
        generation as (
            insert into generations (id, owner_id, render_id, status, mode, prompt, room_type, style, aspect_ratio,
                quality, variants, delivered, model, composed_prompt, template_version, credits_per_variant,
                expected_seconds, created_at, finished_at)
            select generation_id, @ownerId, render_id, 'succeeded', mode, prompt, room_type, style, '1:1', 'standard',
                1, 1, 'black-forest-labs/flux-schnell', prompt, '1', 1, 6, at, at
            from numbered),
        prediction as (
            insert into predictions (id, generation_id, ordinal, first_index, variant_count, status, finished_at)
            select prediction_id, generation_id, 0, 0, 1, 'succeeded', at from numbered),
        render as (
            insert into renders (id, generation_id, owner_id, title, mode, room_type, style, prompt, words,
                words_version, is_public, favorite, cover_index, variant_count, created_at)
            select render_id, generation_id, @ownerId, 'render ' || n, mode, room_type, style, prompt,
                words::tsvector, @version, n % 7 = 0, n % 10 = 0, 0, 1, at
            from numbered),
        variant as (
            insert into variants (render_id, index, rank, prediction_id, width, height, bytes, placeholder)
            select render_id, 0, 0, prediction_id, 1024, 768, 1000, '#aabbcc' from numbered)
        insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
        select render_id, name, 0, 'renders/' || render_id || '/' || name, '', 1000, 1024, 768
        from numbered, (values ('0.webp'), ('0_thumb.webp')) as file (name)
        """;
}
