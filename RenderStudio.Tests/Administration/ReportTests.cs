using Dapper;
using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Administration;

/// <summary>Numbers by day and model, compared with numbers of known rows.</summary>
[Collection<OnTheWorkbench>]
public sealed class ReportTests(Workbench bench) : IAsyncLifetime
{
    private const string Model = "black-forest-labs/flux-schnell", Day = "2026-03-10", NextDay = "2026-03-11";

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task Generations_and_failures_are_counted_by_the_day_of_their_submit_and_their_model()
    {
        foreach (var seconds in Enumerable.Range(1, 20))
            await EndedAsync($"{Day} 00:00", "succeeded", seconds);
        await EndedAsync($"{Day} 23:59:59.999", "failed", 90, code: "content_flagged");
        await EndedAsync($"{Day} 12:00", "failed", 90, code: "timed_out");
        await EndedAsync($"{Day} 12:00", "canceled", 5);
        await EndedAsync($"{NextDay} 00:00", "failed", 5, code: "timed_out", model: "other/model");
        await EndedAsync("2026-03-12 00:00", "failed", 5, code: "timed_out");
        await bench.SeedAsync();

        var report = await ReadAsync(Day, "2026-03-12");

        Assert.Equal(
            [
                new GenerationsOfDay
                {
                    Day = Day, Model = Model, Submitted = 23, Succeeded = 20, Failed = 2, Canceled = 1, Delivered = 20,
                    MedianSeconds = 10.5, P95Seconds = 19.05,
                },
                new GenerationsOfDay
                {
                    Day = NextDay, Model = "other/model", Submitted = 1, Succeeded = 0, Failed = 1, Canceled = 0,
                    Delivered = 0,
                },
            ],
            report.Generations);
        Assert.Equal(
            [
                $"{Day} {Model} content_flagged 1", $"{Day} {Model} timed_out 1", $"{NextDay} other/model timed_out 1",
            ],
            report.Failures.Select(row => $"{row.Day} {row.Model} {row.Code} {row.Count}"));
    }

    [Fact]
    public async Task Credits_are_summed_by_their_day_and_the_model_of_their_generation()
    {
        var seeded = await bench.SeedAsync();
        await bench.Engine.ExecuteAsync(
            """
            insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause, at)
            select @OwnerId, kind, credits, 0, case when kind in ('hold', 'settle', 'release') then @Id end,
                kind || day, day::timestamptz
            from (values ('hold', 40), ('settle', 30), ('release', 10), ('grant', 20), ('purchase', 100),
                ('reverse', 7), ('expire', 3)) kinds (kind, credits),
                (values ('2026-03-10 00:00Z'), ('2026-03-12 00:00Z')) days (day)
            """, seeded);

        var report = await ReadAsync(Day, "2026-03-12");

        Assert.Equal(
            [
                new CreditsOfDay
                {
                    Day = Day, Model = null, Held = 0, Settled = 0, Released = 0, Granted = 20, Purchased = 100,
                    Reversed = 7, Expired = 3,
                },
                new CreditsOfDay
                {
                    Day = Day, Model = Model, Held = 40, Settled = 30, Released = 10, Granted = 0, Purchased = 0,
                    Reversed = 0, Expired = 0,
                },
            ],
            report.Credits);
    }

    [Theory]
    [InlineData("2026-03-10", "2026-03-10")]
    [InlineData("2026-03-10", "2026-03-09")]
    [InlineData("2026-01-01", "2026-04-04")]
    [InlineData("0001-01-01", null)]
    public async Task A_range_that_is_empty_or_too_long_is_rejected(string from, string? to)
    {
        var answer = await bench.Engine.Get<ReadReport>().RunAsync(Time(from), to is null ? null : Time(to), default);

        Assert.Equal(ProblemCode.ValidationFailed, answer.Problem?.Code);
    }

    [Fact]
    public async Task The_longest_range_and_the_usual_one_are_accepted()
    {
        await ReadAsync("2026-01-01", "2026-04-03");

        var usual = (await bench.Engine.Get<ReadReport>().RunAsync(null, null, default)).Value!;

        Assert.Equal(TimeSpan.FromDays(7), usual.To - usual.From);
        Assert.True(usual.To > TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_report_of_a_day_reads_no_rows_of_other_days()
    {
        const int Ended = 20_000;
        await using var engine = await bench.AnotherEngineAsync();
        await History.AddYearAsync(engine, Ended);
        await using var connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        var day = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-100);

        foreach (var (name, sql) in Database.SqlTests.Statements().Where(one => one.Name is
            "ReportStore.GenerationsSql" or "ReportStore.FailuresSql"))
        {
            var plan = await connection.QueryAsync<string>(
                $"explain {sql}", new { from = day, to = day.AddDays(1) });
            Assert.Contains(plan, line => line.Contains("Index"));
            Assert.False(
                plan.Any(line => line.Contains("Seq Scan on generations")), $"{name}: {string.Join('\n', plan)}");
        }
    }

    private static DateTime Time(string day) =>
        DateTime.SpecifyKind(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);

    private async Task<UsageReport> ReadAsync(string from, string to)
    {
        var answer = await bench.Engine.Get<ReadReport>().RunAsync(Time(from), Time(to), default);
        Assert.False(answer.Failed(out var problem, out var report), problem?.Message);
        return report!;
    }

    private async Task EndedAsync(string at, string status, int seconds, string? code = null, string model = Model)
    {
        var seeded = await bench.SeedAsync();
        await bench.Engine.ExecuteAsync(
            """
            update generations set status = @status, failure_code = @code, model = @model,
                delivered = case @status when 'succeeded' then 1 else 0 end, created_at = @at::timestamptz,
                finished_at = @at::timestamptz + make_interval(secs => @seconds)
            where id = @Id
            """, new { seeded.Id, at = at + "Z", status, seconds, code, model });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
