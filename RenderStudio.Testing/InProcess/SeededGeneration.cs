using RenderStudio.Core.Identity;

namespace RenderStudio.Testing.InProcess;

/// <summary>A generation with its predictions and its hold, as a submit writes them.</summary>
public sealed record SeededGeneration(Guid Id, Guid OwnerId, Guid RenderId, IReadOnlyList<Guid> Predictions)
{
    /// <summary>The only prediction.</summary>
    public Guid PredictionId => Predictions.Single();

    public const int Balance = 100;

    /// <summary>The subject of this owner, until the owner is erased.</summary>
    public static TokenSubject SubjectOf(Guid ownerId) => new("test", $"{ownerId}");

    /// <summary>An upstream id that no other test uses.</summary>
    public string Run(string name) => $"{name}-{Id:n}";

    /// <param name="predictions">The number of predictions, each of <paramref name="variantsEach"/> variants at 2
    /// credits.</param>
    /// <param name="prompt">The prompt that Replicate receives; a unique text lets the simulator's settings select its
    /// runs.</param>
    public static async Task<SeededGeneration> CreateAsync(
        Engine engine, int predictions = 1, int variantsEach = 2, string prompt = "a room")
    {
        var seeded = new SeededGeneration(
            Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(),
            [.. Enumerable.Range(0, predictions).Select(_ => Guid.CreateVersion7())]);
        await engine.ExecuteAsync(
            """
            insert into owners (id, issuer, subject) values (@OwnerId, 'test', @OwnerId::text);
            insert into accounts (owner_id, balance) values (@OwnerId, @balance);
            insert into generations (id, owner_id, render_id, mode, prompt, aspect_ratio, quality, variants, model,
                composed_prompt, template_version, credits_per_variant, expected_seconds)
            values (@Id, @OwnerId, @RenderId, 'imagine', 'a room', '1:1', 'draft', @variants,
                'black-forest-labs/flux-schnell', @prompt, '1', 2, 6);
            insert into generation_events (generation_id, seq, stage, code, detail)
            values (@Id, 1, 'pending', 'submitted', 'Received.');
            insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause)
            values (@OwnerId, 'hold', @held, -@held, @Id, 'hold:' || @Id);
            insert into predictions (id, generation_id, ordinal, first_index, variant_count)
            select id, @Id, ordinality - 1, (ordinality - 1) * @variantsEach, @variantsEach
            from unnest(@ids) with ordinality as p (id, ordinality);
            """,
            new
            {
                seeded.Id,
                seeded.OwnerId,
                seeded.RenderId,
                variants = predictions * variantsEach,
                variantsEach,
                prompt,
                held = predictions * variantsEach * 2,
                balance = Balance - (predictions * variantsEach * 2),
                ids = seeded.Predictions.ToArray(),
            });
        return seeded;
    }
}
