using System.Diagnostics;
using System.Net.Http.Headers;
using Dapper;
using Npgsql;
using RenderStudio.Benchmarks.Generations;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Benchmarks.Renders;

/// <summary>
/// Measures a page of an owner with very many renders and of an owner with few, alternately in the same app, and the
/// memory of a ZIP download.
/// </summary>
internal sealed class LibraryBenchmark : IBenchmark
{
    private const int Few = 1_000, Many = 1_000_000, WarmUp = 100, Rounds = 1000;

    private const double Limit = 1.5;

    private static readonly string[] Pages =
    [
        "", "?limit=100", "?mode=redesign", "?roomType=kitchen", "?style=japandi", "?favorite=true",
        "?favorite=false", "?isPublic=true", "?isPublic=false", "?from=2026-06-01", "?to=2026-06-01T06:00:00Z",
        "?mode=redesign&style=japandi&roomType=kitchen", "?mode=imagine&style=japandi", "?isPublic=true&q=oak",
    ];

    // Words of every render, of each thousandth and of one; with accents, in a script without blanks, and together.
    private static readonly string[] Searches =
    [
        "oak", "tint77", "only77", "absent", "creme", "crème", "gre77", "gré77", "木の家", $"{LibraryRows.Ideograph(77)}色",
        $"に{LibraryRows.Ideograph(77)}色の壁", "tint77 gre78", "oak -tint77", "tint77 or tint78", "\"room with tint77\"",
    ];

    public string Name => "library";

    public string Purpose => $"a page of an owner with {Many:N0} renders against {Few:N0}; the memory of a ZIP";

    /// <param name="arguments">The larger number of renders, and a text that the queries to measure contain; then the
    /// memory of a ZIP is not measured.</param>
    public async Task RunAsync(string[] arguments)
    {
        var (many, part) = (arguments is [var count, ..] ? int.Parse(count) : Many, arguments.ElementAtOrDefault(1));
        if (part is null)
            await ZipMemory.MeasureAsync();
        await using var app = await AppInProcess.StartAsync(durable: false);
        using var few = new HttpClient(new SocketsHttpHandler()) { BaseAddress = app.Client.BaseAddress };
        few.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", TestTokens.Hs256(new() { ["sub"] = "few" }));
        var since = Stopwatch.GetTimestamp();
        await FillAsync(app, few, Few, app.Client, many);
        Console.WriteLine($"  {many:N0} renders written in {Stopwatch.GetElapsedTime(since).TotalSeconds:F0} s");

        Console.WriteLine($"  page{"",-44}{Few,9:N0}            {many,9:N0}");
        var pages = Pages.Concat(Searches.Select(words => $"?q={words}"));
        foreach (var page in pages.Where(page => page.Contains(part ?? "")))
            await MeasureAsync(page, few, app.Client);
        Console.WriteLine($"  limit: p99 {Limit:F1} ×");
    }

    private static async Task FillAsync(AppInProcess app, HttpClient few, int fewCount, HttpClient many, int manyCount)
    {
        foreach (var owner in (HttpClient[])[many, few])
            (await owner.GetAsync("/api/v1/renders")).EnsureSuccessStatusCode();
        await using var connection = await app.Get<NpgsqlDataSource>().OpenConnectionAsync();
        var ids = await connection.QueryAsync<Guid>("select id from owners order by subject = 'few'");
        await LibraryRows.AddFastAsync(connection, (ids.First(), manyCount), (ids.Last(), fewCount));
    }

    /// <summary>Alternates, so that other load on the machine affects both equally.</summary>
    private static async Task MeasureAsync(string page, HttpClient few, HttpClient many)
    {
        List<double> small = [], large = [];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var (one, other) = (await TimeAsync(few, page), await TimeAsync(many, page));
            if (round < 0)
                continue;
            small.Add(one);
            large.Add(other);
        }

        var (median, p99) = (Figures(50), Figures(99));
        Console.WriteLine($"  {(page == "" ? "(first)" : page),-44} p50 {median.Small,5:F2} p99 {p99.Small,6:F2}   "
            + $"p50 {median.Large,5:F2} p99 {p99.Large,6:F2} ms   "
            + $"p50 {median.Large / median.Small:F2} × p99 {p99.Large / p99.Small:F2} ×");

        (double Small, double Large) Figures(int percentile) => (At(small, percentile), At(large, percentile));
    }

    private static async Task<double> TimeAsync(HttpClient owner, string page)
    {
        var since = Stopwatch.GetTimestamp();
        using var answer = await owner.GetAsync($"/api/v1/renders{page}");
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    private static double At(List<double> times, int percentile) =>
        times.Order().ElementAt(times.Count * percentile / 100);
}
