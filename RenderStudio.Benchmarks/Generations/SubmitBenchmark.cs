using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Generations;

namespace RenderStudio.Benchmarks.Generations;

/// <summary>
/// Compares a submit with its SQL statements alone, a submit by API key with one by token, and measures a status read
/// with the current ETag.
/// </summary>
internal sealed class SubmitBenchmark : IBenchmark
{
    public const string Prompt =
        "A calm reading corner with an oak bookcase, linen curtains and a pegboard above the low bench.";

    private const string Style = "japandi";

    public const int WarmUp = 300, Rounds = 1000;

    public string Name => "submit";

    public string Purpose =>
        "submit against its SQL transaction alone, submit by API key and by token, status read with the current ETag";

    public async Task RunAsync(string[] arguments)
    {
        await using var app = await AppInProcess.StartAsync(durable: !arguments.Contains("--no-fsync"),
            ("Plans:Free:CreditsPerMonth", "1000000"), ("Plans:Free:ConcurrentGenerations", "10000"));
        using var queue = new QueueSends();
        (await SubmitAsync(app)).Dispose();
        await FinishAllAsync(app);
        var ownerId = await ScalarAsync<Guid>(app, "select id from owners");
        var submitted = new SubmitRequest { Mode = "imagine", Prompt = Prompt, Style = Style };
        var specification = app.Get<SubmitRules>().Validate(submitted).Value!;
        var bare = new BareSubmit(app.Get<StudioDatabase>(), specification, ownerId);

        List<double> submits = [], sends = [], transactions = [];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var transaction = await TimeAsync(bare.RunAsync);
            var submit = await TimeAsync(async () => (await SubmitAsync(app)).Dispose());
            if (round % 10 == 0)
                await FinishAllAsync(app);
            if (round < 0)
                continue;
            submits.Add(submit - queue.Last);
            sends.Add(queue.Last);
            transactions.Add(transaction);
        }

        Print("SQL transaction", transactions);
        Print("submit", submits);
        Print("queue send", sends);
        Console.WriteLine($"  p50 {At(submits, 50) / At(transactions, 50):F2} × (limit: 3 ×), "
            + $"p99 {At(submits, 99) / At(transactions, 99):F2} × (limit: 5 ×)");
        await new KeySubmits(app, queue).RunAsync();
        await MeasureReadsAsync(app);
    }

    private static async Task MeasureReadsAsync(AppInProcess app)
    {
        using var submitted = await SubmitAsync(app);
        using var first = await app.Client.GetAsync(submitted.Headers.Location!.PathAndQuery);
        app.Client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        List<double> reads = [];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var time = await TimeAsync(async () =>
            {
                using var read = await app.Client.GetAsync(submitted.Headers.Location!.PathAndQuery);
                if (read.StatusCode != HttpStatusCode.NotModified)
                    throw new InvalidOperationException($"The read was answered {(int)read.StatusCode}.");
            });
            if (round >= 0)
                reads.Add(time);
        }

        Print("status read, 304", reads);
    }

    private static Task<HttpResponseMessage> SubmitAsync(AppInProcess app) => SubmitAsync(app.Client);

    public static async Task<HttpResponseMessage> SubmitAsync(HttpClient client)
    {
        var answer = await client.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = Prompt, style = Style });
        return answer.StatusCode == HttpStatusCode.Accepted
            ? answer
            : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Ends all generations, so that generations in progress of one side do not slow down the other.</summary>
    public static Task<int> FinishAllAsync(AppInProcess app) => ScalarAsync<int>(app,
        """
        with ended as (
            update generations set status = 'canceled', finished_at = now() where finished_at is null returning 1)
        select count(*)::int from ended
        """);

    private static async Task<T> ScalarAsync<T>(AppInProcess app, string sql)
    {
        await using var connection = await app.Get<NpgsqlDataSource>().OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public static async Task<double> TimeAsync(Func<Task> work)
    {
        var since = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    public static void Print(string what, List<double> times) =>
        Console.WriteLine($"  {what,-18} p50 {At(times, 50),6:F2} ms, p99 {At(times, 99),6:F2} ms");

    public static double At(List<double> times, int percentile) =>
        times.Order().ElementAt(times.Count * percentile / 100);
}
