using Azure.Storage.Queues;
using Dapper;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// Every failure code of a generation, with its message for the owner and the release of the credits.
/// </summary>
public sealed class FailureScenario(SharedStudio shared)
{
    private static readonly object Slow = new { predictMs = 600_000 };

    /// <summary>
    /// Each code results from simulator settings for the run and from changes to the row of the prediction.
    /// </summary>
    public static TheoryData<FailureCode> Codes => [.. Enum.GetValues<FailureCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_failure_is_reported_with_its_message_and_costs_nothing(FailureCode code)
    {
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(await studio.ClientAsync());
        var word = $"folly{Guid.NewGuid():n}";
        await studio.SimulateAsync(word, TreatmentFor(code));
        var before = await user.GetAsync("/api/v1/usage");

        var submitted = await user.SubmitAsync(new { mode = "imagine", prompt = $"a {word}" });
        await PushAsync(studio, submitted.GetProperty("id").GetGuid(), code);
        var ended = await user.EndOfAsync(submitted);

        Assert.Equal("failed", ended.GetProperty("status").GetString());
        Assert.Equal(code.Text(), ended.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(code.PublicSentence(), ended.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(code.PublicSentence(), ended.GetProperty("progress").GetProperty("message").GetString());
        var after = await user.GetAsync("/api/v1/usage");
        Assert.Equal(before.GetProperty("remaining").GetInt32(), after.GetProperty("remaining").GetInt32());
        Assert.Equal(code.PublicSentence(), after.GetProperty("entries")[0].GetProperty("reason").GetString());
    }

    private static object TreatmentFor(FailureCode code) => code switch
    {
        FailureCode.ProviderRejected => new { webhookHttpsOnly = true },
        FailureCode.ProviderFailed => new { failRate = 1 },
        FailureCode.ContentFlagged => new { nsfwOutputs = new[] { 0 } },
        FailureCode.ProviderUnavailable => new { insufficientCredit = true },
        FailureCode.OutputExpired => new { missingOutputs = new[] { 0 } },
        FailureCode.DownloadFailed => new { outputErrorRate = 1 },
        FailureCode.OutputInvalid => new { nonImageOutputs = new[] { 0 } },
        FailureCode.NoOutputs => new { emptyOutput = true },
        FailureCode.TimedOut or FailureCode.StorageFailed or FailureCode.Internal => Slow,
    };

    /// <summary>Changes the prediction as elapsed time, a storage failure or crashed instances would.</summary>
    private static Task PushAsync(StudioProcess studio, Guid id, FailureCode code) => code switch
    {
        FailureCode.DownloadFailed => studio.ReconcileAsync(id, WorkbenchRows.LastTry + ", not_before = now()",
            "status = 'storing' and storing_tries > 0 and lease_token is null"),
        FailureCode.OutputExpired => studio.ReconcileAsync(id,
            "not_before = now(), result_at = now() - interval '61 minutes'",
            "status = 'storing' and storing_tries > 0 and lease_token is null"),
        FailureCode.ProviderUnavailable => studio.ReconcileAsync(id,
            "created_at = now() - interval '2 hours'", "status = 'pending' and not_before > now()"),
        FailureCode.TimedOut => studio.ReconcileAsync(id,
            "accepted_at = now() - interval '1 hour'", "status = 'running'"),
        FailureCode.Internal => studio.ReconcileAsync(id,
            "status = 'storing', lease_expiries = 2, " + WorkbenchRows.ExpiredLease, "status = 'running'"),
        FailureCode.StorageFailed => PoisonAsync(studio, id),
        _ => Task.CompletedTask,
    };

    private static async Task PoisonAsync(StudioProcess studio, Guid id)
    {
        await studio.AgeAsync(id,
            "status = 'storing', storing_tries = 6, result_at = now() - interval '2 hours'", "status = 'running'");
        var queue = new QueueClient((await studio.StatusAsync()).Storage, $"{StudioQueues.PredictionCompletions}-poison");
        var message = new PredictionMessage(PredictionMessage.CurrentVersion, await PredictionAsync(studio, id), 1);
        await queue.SendMessageAsync(Convert.ToBase64String(message.ToBytes()));
    }

    private static async Task<Guid> PredictionAsync(StudioProcess studio, Guid id)
    {
        await using var connection = new NpgsqlConnection((await studio.StatusAsync()).Postgres);
        return await connection.QuerySingleAsync<Guid>("select id from predictions where generation_id = @id", new { id });
    }
}
