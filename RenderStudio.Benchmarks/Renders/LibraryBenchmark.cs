using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Npgsql;
using RenderStudio.Benchmarks.Generations;
using RenderStudio.Core.Storage;
using RenderStudio.Tests.Support;

namespace RenderStudio.Benchmarks.Renders;

/// <summary>
/// What a page costs in a small library and in a very large one, and what a ZIP holds in memory.
/// </summary>
internal sealed class LibraryBenchmark : IBenchmark
{
    private const int Few = 1_000, Many = 1_000_000, WarmUp = 100, Rounds = 1000;

    private const int Zipped = 200, PictureBytes = 1_000_000;

    private const double Promise = 1.5;

    /// <summary>The first page is the promise; the others show that no filter reads the whole library.</summary>
    private static readonly string[] Pages =
    [
        "", "?mode=redesign&style=japandi&roomType=kitchen", "?favorite=true", "?isPublic=true&q=oak", "?q=tint7",
        "?q=only77&style=japandi", "?to=2026-06-01T06:00:00Z", "?limit=100",
    ];

    public string Name => "library";

    public string Purpose => $"a page of {Many:N0} renders of one owner against {Few:N0}; a ZIP of {Zipped} renders";

    public async Task RunAsync(string[] arguments)
    {
        var many = arguments is [var count] ? int.Parse(count) : Many;
        await using var app = await AppInProcess.StartAsync(durable: false);
        (await app.Client.GetAsync("/api/v1/renders")).EnsureSuccessStatusCode();
        await FillAsync(app, Few);
        var few = await MeasureAsync(app);
        await MeasureZipAsync(app);
        await FillAsync(app, many);
        var large = await MeasureAsync(app);

        Console.WriteLine($"  page{"",-48}{Few,9:N0}        {many,9:N0}");
        foreach (var ((page, small), (_, big)) in few.Zip(large))
        {
            Console.WriteLine($"  {(page == "" ? "(first)" : page),-48} "
                + $"p50 {small.At(50),5:F2} p99 {small.At(99),5:F2}   p50 {big.At(50),5:F2} p99 {big.At(99),5:F2} ms   p99 {big.At(99) / small.At(99):F2} ×");
        }

        Console.WriteLine($"  promised for the first page: p99 at most {Promise:F1} ×");
    }

    private static async Task FillAsync(AppInProcess app, int count)
    {
        await using var connection = await app.Get<NpgsqlDataSource>().OpenConnectionAsync();
        var owner = await connection.QuerySingleAsync<Guid>("select id from owners");
        // What the tests make is sound; nobody needs to check a million rows of it against one another.
        await connection.ExecuteAsync(
            """
            truncate generations, predictions, renders, variants, variant_files cascade;
            set session_replication_role = replica
            """);
        await LibraryRows.AddAsync(connection, owner, count);
        await connection.ExecuteAsync("set session_replication_role = default; vacuum analyze", commandTimeout: 600);
    }

    private static async Task<IReadOnlyList<(string Page, Times Times)>> MeasureAsync(AppInProcess app)
    {
        var times = Pages.ToDictionary(page => page, _ => new List<double>());
        for (var round = -WarmUp; round < Rounds; round++)
        {
            foreach (var page in Pages)
            {
                var since = Stopwatch.GetTimestamp();
                using var answer = await app.Client.GetAsync($"/api/v1/renders{page}");
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
                if (round >= 0)
                    times[page].Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
        }

        return [.. times.Select(pair => (pair.Key, new Times(pair.Value)))];
    }

    private static async Task MeasureZipAsync(AppInProcess app)
    {
        List<Guid> ids = [];
        foreach (var page in (string[])["?limit=100", "?limit=100&to=2026-06-01T10:20:00Z"])
        {
            var items = (await app.Client.GetFromJsonAsync<JsonElement>($"/api/v1/renders{page}")).GetProperty("items");
            ids.AddRange(items.EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
        }

        var content = new byte[PictureBytes];
        Random.Shared.NextBytes(content);
        foreach (var id in ids)
        {
            await app.Get<BlobFiles>().CreateAsync(
                StudioContainers.Private, $"renders/{id}/0.webp", content, "image/webp", default);
        }

        await ZipAsync(app, ids[..1]);
        var before = Resident();
        var (bytes, seconds, most) = await ZipAsync(app, ids.Distinct().Take(Zipped));
        Console.WriteLine($"  ZIP of {Zipped} renders: {bytes >> 20} MB in {seconds:F1} s, "
            + $"{before} MB resident before, at most {most} MB while it was written, caller and app together");
    }

    private static async Task<(long Bytes, double Seconds, long Most)> ZipAsync(AppInProcess app, IEnumerable<Guid> ids)
    {
        var since = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/renders/zip")
        {
            Content = JsonContent.Create(new { ids }),
        };
        using var answer = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (buffer, bytes, most) = (new byte[1 << 20], 0L, 0L);
        for (int read; (read = await body.ReadAsync(buffer)) > 0; bytes += read)
            most = Math.Max(most, Resident());
        return (bytes, Stopwatch.GetElapsedTime(since).TotalSeconds, most);
    }

    private static long Resident() => Environment.WorkingSet >> 20;

    private sealed class Times(List<double> times)
    {
        private readonly List<double> sorted = [.. times.Order()];

        public double At(int percentile) => sorted[sorted.Count * percentile / 100];
    }
}
