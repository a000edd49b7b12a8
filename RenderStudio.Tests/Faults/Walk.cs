using System.Text;
using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Faults;

namespace RenderStudio.Tests.Faults;

/// <summary>
/// One generation from submit until no work is in progress, driven step by step as the host and Replicate would: a
/// failed message or delivery is repeated, and the reconciler finds every wait expired.
/// </summary>
/// <param name="webhooks">False when no delivery arrives.</param>
/// <param name="reconciling">Called before the first round of the reconciler, and after it.</param>
internal sealed class Walk(FaultyEngine bench, bool webhooks, Action<bool>? reconciling = null)
{
    private const int Rounds = 25;
    private readonly HashSet<string> delivered = [];
    private readonly Messages messages = new(bench);

    /// <summary>The errors that the host or Replicate received.</summary>
    public List<string> Failures { get; } = [];

    public async Task<Guid> RunAsync()
    {
        var id = await SubmitAsync();
        for (var round = 0; round < Rounds; round++)
        {
            await messages.StartAsync(TryAsync);
            await DeliverAsync(id);
            await messages.CompleteAsync(TryAsync);
            if (await bench.IdleWait.RowsAsync() is null)
                return id;
            await AgeAsync();
            reconciling?.Invoke(true);
            await TryAsync(() => bench.Engine.Get<ReconcilePredictions>().RunOnceAsync(default));
            reconciling?.Invoke(false);
        }

        throw new StormException(
            $"Work is still in progress after {Rounds} rounds: {await bench.IdleWait.RowsAsync()}");
    }

    private async Task<Guid> SubmitAsync()
    {
        var owner = Guid.CreateVersion7();
        await using var connection = await bench.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into owners (id, issuer, subject, plan) values (@owner, 'test', @owner::text, 'studio')",
            new { owner });
        var request = new SubmitRequest { Mode = "imagine", Prompt = $"a bright {bench.Word}", Quality = "draft" };
        var key = new IdempotencyKey("POST /api/v1/generations", "one", "the same");
        for (var tries = 0; tries < Rounds; tries++)
        {
            Guid? id = null;
            await TryAsync(async () =>
            {
                var submit = bench.Engine.Get<SubmitGeneration>();
                if (!(await submit.RunAsync(request, new Caller(owner), key, default)).Failed(out var no, out var yes))
                    id = yes.Id;
                else
                    Failures.Add($"{no.Code}");
            });
            if (id is not null)
                return id.Value;
            await Task.Delay(50);
        }

        throw new StormException($"Not acknowledged: {string.Join('\n', Failures)}");
    }

    /// <summary>The delivery that Replicate would send at the end of a run, repeated until it is accepted.</summary>
    private async Task DeliverAsync(Guid generation)
    {
        await using var connection = await bench.Database.OpenConnectionAsync();
        var ours = (await connection.QueryAsync<Guid>(
            "select id from predictions where generation_id = @generation", new { generation })).ToHashSet();
        foreach (var run in await bench.Upstream.ReadAsync())
        {
            if (run.PredictionId is not { } prediction || !ours.Contains(prediction))
                continue;
            var ended = await bench.Replicate.BecomesAsync(run.Id, "succeeded");
            if (webhooks && !delivered.Contains(run.Id)
                && await TryAsync(() => DeliverAsync(run, prediction, Encoding.UTF8.GetBytes(ended.Text))))
                delivered.Add(run.Id);
        }
    }

    private async Task DeliverAsync(RecordedRun run, Guid prediction, byte[] body)
    {
        var secret = bench.Engine.Get<IOptions<ReplicateOptions>>().Value.WebhookSecrets[0];
        var timestamp = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        var (id, query) = ($"msg_{run.Id}", System.Web.HttpUtility.ParseQueryString(run.Webhook!.Query));
        var taken = await bench.Engine.Get<ReceiveWebhook>().RunAsync(new WebhookDelivery
        {
            Id = id,
            Timestamp = timestamp,
            Signature = WebhookSignature.Sign(secret, id, timestamp, body),
            PredictionId = $"{prediction}",
            Attempt = query["attempt"],
            Token = query["token"],
            Body = body,
        }, default);
        if (taken.Failed(out var problem, out _))
            throw new StormException($"A delivery was rejected: {problem.Message}");
    }

    private const string AgeSql =
        """
        update predictions set next_check_at = now() - interval '1 second', not_before = now() - interval '1 second',
            lease_until = lease_until - interval '1 hour', grace_until = grace_until - interval '1 hour';
        update upstream_runs set next_check_at = now() - interval '1 second';
        """;

    /// <summary>Sets every wait as expired.</summary>
    private async Task AgeAsync()
    {
        await using var connection = await bench.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(AgeSql);
    }

    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception error)
        {
            Failures.Add($"{error.GetType().Name}: {error.Message}");
            return false;
        }
    }
}
