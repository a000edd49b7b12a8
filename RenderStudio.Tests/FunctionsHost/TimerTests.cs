using Azure.Storage.Blobs;
using Newtonsoft.Json.Linq;
using RenderStudio.Local.FunctionsHost;
using RenderStudio.Local.FunctionsHost.Timers;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class TimerTests(Services services) : IAsyncLifetime
{
    private const string NewYear = "0 0 0 1 1 *";
    private readonly string function = $"T{Guid.NewGuid():N}";
    private string storage = "";

    public async ValueTask InitializeAsync() => storage = await services.StorageConnectionAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_missed_run_is_made_up_for_once()
    {
        using var app = new ScriptedApp().Timer(function, NewYear);
        await SaveAsync(last: "2025-01-01T00:00:00+00:00", next: "2026-01-01T00:00:00+00:00");
        await using (await StartAsync(app))
        {
            var timer = Assert.Single(await app.RequestsAsync($"/{function}")).Json["Data"]!["timer"]!;
            Assert.True((bool)timer["IsPastDue"]!);
            Assert.True((bool)timer["Schedule"]!["AdjustForDST"]!);
            Assert.StartsWith("2026-01-01T00:00:00", (string?)timer["ScheduleStatus"]!["Next"]);
            await Eventually.BecomesTrueAsync(
                async () => (DateTimeOffset)(await StatusAsync())["Last"]! > Now.AddMinutes(-1));
        }
        await using (await StartAsync(app))
            Assert.Single(app.Requests($"/{function}"));
    }

    [Fact]
    public async Task A_first_start_stores_the_next_run_and_runs_nothing()
    {
        using var app = new ScriptedApp().Timer(function, NewYear);
        await using var host = await StartAsync(app);
        await Eventually.BecomesTrueAsync(() => Blob(function).Exists());
        var status = await StatusAsync();
        Assert.Equal(default, (DateTimeOffset)status["Last"]!);
        Assert.Equal((1, 1), ((DateTimeOffset)status["Next"]!) is var next ? (next.Month, next.Day) : default);
        Assert.Empty(app.Requests($"/{function}"));
    }

    [Fact]
    public async Task A_status_of_another_schedule_counts_for_nothing()
    {
        using var app = new ScriptedApp().Timer(function, NewYear);
        await SaveAsync(last: "2025-01-01T00:00:00+00:00", next: "2025-02-01T00:00:00+00:00");
        await using var host = await StartAsync(app);
        await Eventually.BecomesTrueAsync(async () => (DateTimeOffset)(await StatusAsync())["Next"]! > Now);
        Assert.Empty(app.Requests($"/{function}"));
    }

    [Fact]
    public async Task A_timer_below_a_minute_ticks_without_a_status_and_never_over_itself()
    {
        using var app = new ScriptedApp().Timer(function, "* * * * * *").Answer($"/{function}", new { hang = true })
            .Timer("Metronome", "* * * * * *");
        await using var host = await StartAsync(app, instances: 2);
        var calls = await app.RequestsAsync($"/{function}");
        var timer = calls[0].Json["Data"]!["timer"]!;
        Assert.Equal(JTokenType.Null, timer["ScheduleStatus"]!.Type);
        Assert.False((bool)timer["IsPastDue"]!);
        // As often as the other timer ticks from now on, this one was due as well.
        await app.RequestsAsync("/Metronome", atLeast: app.Requests("/Metronome").Count + 3);
        Assert.Single(app.Requests($"/{function}"));
        Assert.False(await Blob(function).ExistsAsync());
    }

    [Fact]
    public async Task A_failed_run_is_not_repeated_but_the_schedule_goes_on()
    {
        using var app = new ScriptedApp().Timer(function, "* * * * * *").Answer($"/{function}", new { status = 500 });
        await using var host = await StartAsync(app);
        var calls = await app.RequestsAsync($"/{function}", atLeast: 3);
        Assert.True(calls[2].At - calls[0].At > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_timer_stuck_in_a_frozen_instance_goes_on_in_another()
    {
        using var app = new ScriptedApp().Timer(function, "* * * * * *").Answer($"/{function}", new { hang = true });
        await using var host = await app.StartAsync(storage, options => options with
        {
            Instances = 2,
            Intervals = options.Intervals with { TimerLock = TimeSpan.FromMilliseconds(500) },
        });
        var first = (await app.RequestsAsync($"/{function}"))[0].Pid;
        var holder = host.Instances.Single(instance => instance.Pid == first).Number;
        host.Stop(holder);
        Assert.NotEqual(first, (await app.RequestsAsync($"/{function}", atLeast: 2))[1].Pid);
        host.Continue(holder);
    }

    [Fact]
    public async Task RunOnStartup_runs_at_the_start()
    {
        using var app = new ScriptedApp().Timer(function, NewYear, ", \"runOnStartup\": true");
        await using var host = await StartAsync(app);
        var timer = Assert.Single(await app.RequestsAsync($"/{function}")).Json["Data"]!["timer"]!;
        Assert.False((bool)timer["IsPastDue"]!);
    }

    [Fact]
    public async Task The_admin_call_answers_202_and_runs_it()
    {
        using var app = new ScriptedApp().Timer(function, NewYear).Http("Hello", "hello");
        await using var host = await StartAsync(app);
        using var client = new FrontDoorClient(host);
        var body = new StringContent("{}", null, "application/json");
        var answer = await client.SendAsync(HttpMethod.Post, $"admin/functions/{function}", body);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        await app.RequestsAsync($"/{function}");
        answer = await client.SendAsync(HttpMethod.Post, "admin/functions/Nobody", body);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("0 */5 * * * *", "2026-11-20T22:47:10Z", "2026-11-20T22:50:00Z", false)]
    [InlineData("*/5 * * * *", "2026-11-20T22:47:10Z", "2026-11-20T22:50:00Z", false)]
    [InlineData("*/30 * * * * *", "2026-11-20T22:47:10Z", "2026-11-20T22:47:30Z", true)]
    [InlineData("30 * * * * *", "2026-11-20T22:47:10Z", "2026-11-20T22:47:30Z", false)]
    [InlineData("* 30 * * * *", "2026-11-20T22:46:59Z", "2026-11-20T23:30:00Z", false)]
    [InlineData("01:30:00", "2026-11-20T22:47:10Z", "2026-11-21T00:17:10Z", false)]
    [InlineData("00:00:20", "2026-11-20T22:47:10Z", "2026-11-20T22:47:30Z", true)]
    public void Schedules_have_six_fields_or_five_or_are_an_interval(
        string text, string after, string next, bool tooFrequent)
    {
        var schedule = TimerSchedule.TryParse(text);
        Assert.Equal(DateTimeOffset.Parse(next), schedule!.Next(DateTimeOffset.Parse(after)));
        Assert.Equal(tooFrequent, schedule.IsTooFrequentToMonitor);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private Task<StandInHost> StartAsync(ScriptedApp app, int instances = 1) =>
        app.StartAsync(storage, options => options with { Instances = instances });

    private async Task SaveAsync(string last, string next)
    {
        await Container().CreateIfNotExistsAsync();
        await Blob(function).UploadAsync(BinaryData.FromString(
            $$"""{"Last":"{{last}}","Next":"{{next}}","LastUpdated":"{{last}}"}"""));
    }

    private async Task<JObject> StatusAsync() =>
        JObject.Parse((await Blob(function).DownloadContentAsync()).Value.Content.ToString());

    private BlobClient Blob(string name) => Container().GetBlobClient($"timers/stand-in/Host.Functions.{name}/status");

    private BlobContainerClient Container() => new(storage, "azure-webjobs-hosts");
}
