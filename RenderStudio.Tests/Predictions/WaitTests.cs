using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Replicate;

namespace RenderStudio.Tests.Predictions;

/// <summary>Each configured wait is the wait that is written to the row.</summary>
public sealed class WaitTests(Services services) : IAsyncLifetime
{
    private const double Lease = 29, AccountRejected = 37, Throttled = 41, Grace = 43, Message = 47, Silence = 53;

    private readonly Replies replies = new();
    private Engine engine = null!;
    private SeededGeneration seeded = null!;
    private DateTime before;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(
            services,
            collection => collection.ConfigureAll<HttpClientFactoryOptions>(options =>
                options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(replies))),
            ("Predictions:LeaseSeconds", $"{Lease}"), ("Predictions:AccountRejectedRetrySeconds", $"{AccountRejected}"),
            ("Predictions:ThrottledSeconds", $"{Throttled}"), ("Predictions:GraceSeconds", $"{Grace}"),
            ("Predictions:MessageResendAfterSeconds", $"{Message}"), ("Predictions:SilenceSeconds", $"{Silence}"));
        seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        before = await NowAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        replies.Dispose();
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, AccountRejected)]
    [InlineData(HttpStatusCode.PaymentRequired, AccountRejected)]
    [InlineData(HttpStatusCode.TooManyRequests, Throttled)]
    public async Task A_start_that_was_not_accepted_waits(HttpStatusCode status, double seconds)
    {
        replies.Status = status;

        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);

        await IsAheadAsync("not_before", seconds);
        await IsAheadAsync("next_check_at", seconds);
    }

    [Fact]
    public async Task A_start_whose_reply_was_lost_is_searched_for()
    {
        replies.Status = HttpStatusCode.InternalServerError;

        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);

        await IsAheadAsync("grace_until", Grace);
    }

    [Fact]
    public async Task An_accepted_run_is_checked_after_the_silence_time()
    {
        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);

        await IsAheadAsync("next_check_at", Silence);
        await IsAheadAsync("accepted_at", 0);
    }

    [Fact]
    public async Task A_claim_lasts_for_the_lease_time()
    {
        Assert.NotNull(await engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default));
        await IsAheadAsync("lease_until", Lease);

        await CompletionTests.ApplySuccessAsync(engine, seeded, SolidPicture.Png(1, 2, 3));
        await engine.ExecuteAsync("update predictions set lease_until = now()");
        before = await NowAsync();
        Assert.NotNull(await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default));
        await IsAheadAsync("lease_until", Lease);
    }

    [Fact]
    public async Task Storing_that_returned_its_lease_is_checked_when_its_message_is_late()
    {
        await CompletionTests.ApplySuccessAsync(engine, seeded, SolidPicture.Png(1, 2, 3));
        var claim = (await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default))!;

        await engine.Get<CompletionStore>().RescheduleAsync(claim, TimeSpan.FromSeconds(59), default);

        await IsAheadAsync("not_before", 59);
        await IsAheadAsync("next_check_at", 59 + Message);
    }

    [Fact]
    public async Task A_message_that_was_sent_again_is_due_again_after_the_resend_time()
    {
        await engine.ExecuteAsync("update predictions set next_check_at = now()");

        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        await IsAheadAsync("next_check_at", Message);
    }

    /// <summary>
    /// The wait is relative to the time of the write, which lies between two readings of PostgreSQL's clock.
    /// </summary>
    private async Task IsAheadAsync(string column, double seconds)
    {
        var written = await engine.QueryAsync<DateTime>($"select {column} from predictions");
        Assert.InRange(seconds, (written - await NowAsync()).TotalSeconds, (written - before).TotalSeconds);
    }

    private Task<DateTime> NowAsync() => engine.QueryAsync<DateTime>("select clock_timestamp()");

    private sealed class Replies : DelegatingHandler
    {
        public HttpStatusCode Status { get; set; } = HttpStatusCode.Created;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
            Task.FromResult(request.Method == HttpMethod.Post
                ? ScriptedReplicate.Of(Status)
                : ScriptedReplicate.Of(HttpStatusCode.OK, """{"next": null, "results": []}"""));
    }
}
