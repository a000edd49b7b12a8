using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Testing.InProcess;

/// <summary>One prediction and all operations on it, by name.</summary>
internal sealed class Work(Engine engine, SeededGeneration seeded, Guid prediction)
{
    private CompletionClaim? claim;
    private OutputResult? output;

    public SeededGeneration Seeded => seeded;

    /// <summary>The claim of its starter; null when there was nothing to claim.</summary>
    public Prediction? Claimed { get; private set; }

    /// <summary>The problem that an owner's request returned; null when it succeeded.</summary>
    public ProblemCode? Refusal { get; private set; }

    public static async Task<Work> PendingAsync(Engine engine)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        return new(engine, seeded, seeded.PredictionId);
    }

    /// <summary>A prediction whose create call was sent and has no response yet.</summary>
    public static async Task<Work> StartedAsync(Engine engine)
    {
        var work = await PendingAsync(engine);
        await work.StepAsync("claim");
        Assert.True(await engine.Get<StartClaimStore>().AboutToSendAsync(work.Claimed!, default));
        return work;
    }

    /// <summary>A prediction that a worker has claimed and whose picture is in storage.</summary>
    public static async Task<Work> StoringAsync(Engine engine, SeededGeneration seeded, Guid prediction)
    {
        var work = new Work(engine, seeded, prediction);
        await work.StepAsync("result");
        work.claim = (await engine.Get<CompletionClaims>().TakeAsync(prediction, default))!;
        work.output = await engine.Get<FinishOutput>().RunAsync(
            new(seeded.OwnerId, seeded.RenderId, IsPublic: false), work.claim.Prediction.FirstIndex,
            work.claim.Result.Outputs[0],
            DateTimeOffset.MaxValue, await engine.Get<OutputFinishers>().ForAsync(seeded.Id, default), default);
        return work;
    }

    public Task StepAsync(string name) => name switch
    {
        "claim" => ClaimAsync(),
        "reply" => engine.Get<StartStore>().QueuedAsync(Claimed!, Run, "starting", default),
        "start" => ApplyAsync("processing"),
        "result" => ApplyAsync("succeeded"),
        "canceled" => ApplyAsync("canceled"),
        "cancel" => engine.Get<CancelGeneration>().RunAsync(seeded.Id, Owner, default),
        "timeout" => engine.Get<RepairStore>().TimeOutAsync(prediction, default),
        "complete" => CompleteAsync(),
        "deliver" => engine.Get<CompletionStore>().DeliverAsync(claim!, [output!.Output!], [], default),
        "fail" => engine.Get<CompletionStore>().FailAsync(claim!, FailureCode.OutputInvalid, [], default),
        "give up" => engine.Get<RepairStore>().FailByLeaseExpiriesAsync(prediction, default),
        "reap" => engine.Get<RepairStore>().ReapAsync(prediction, maxLeaseExpiries: 3, default),
        "delete" => RequestAsync(engine.Get<DeleteRender>().RunAsync(seeded.RenderId, Owner, default)),
        "publish" => RequestAsync(engine.Get<PublishRender>().RunAsync(seeded.RenderId, true, Owner, default)),
        _ => throw new ArgumentException($"There is no step '{name}'."),
    };

    public Task CompleteAsync() => engine.Get<CompletePrediction>().RunAsync(prediction, default);

    public Task<string> DispositionAsync() => engine.QueryAsync<string>(
        "select disposition from upstream_runs where prediction_id = @prediction", new { prediction });

    /// <summary>
    /// Verifies that there is one end with one event and no gap in the timeline, that the ledger is consistent, and
    /// that there are no leases.
    /// </summary>
    /// <param name="ends">The number of end events in the timeline: a late success is a second one.</param>
    public async Task AssertAsync(string order, string status, int charged, int ends = 1) => Assert.Equal(
        $"{order}: {status}, {SeededGeneration.Balance - charged} credits, 0 held, {ends} ends, gapless, 0 leases",
        order + ": " + await engine.QueryAsync<string>(
            """
            select format('%s, %s credits, %s held, %s ends, %s, %s leases', g.status,
                (select balance from accounts where owner_id = g.owner_id),
                (select sum(case kind when 'hold' then credits else -credits end)
                    from credit_entries where generation_id = g.id),
                (select count(*) from generation_events e
                    where e.generation_id = g.id and stage in ('succeeded', 'failed', 'canceled')),
                (select case when count(*) = max(seq) then 'gapless' else 'gaps' end
                    from generation_events e where e.generation_id = g.id),
                (select count(lease_token) from predictions p where p.generation_id = g.id))
            from generations g where g.id = @Id
            """, seeded));

    private string Run => $"run-{prediction:n}";

    private Caller Owner => new(seeded.OwnerId);

    private async Task ClaimAsync() => Claimed = await engine.Get<StartClaimStore>().ClaimAsync(prediction, default);

    private async Task RequestAsync(Task<Problem?> request) => Refusal = (await request)?.Code;

    private Task<RunVerdict?> ApplyAsync(string status) => RunUpdates.ApplyAsync(
        engine, seeded with { Predictions = [prediction] }, Run, status, null,
        status == "succeeded" ? [SolidPicture.Png(Shade, 2, 3)] : []);

    // Two pictures of a generation that are equal would count as a duplicate.
    private byte Shade => (byte)(1 + (40 * seeded.Predictions.ToList().IndexOf(prediction)));
}
