using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Dapper;
using Npgsql;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Benchmarks.Renders;

/// <summary>Measures the memory of the function app, in a separate process, while it streams ZIP archives.</summary>
internal static class ZipMemory
{
    private const int Few = 20, Many = 200, PictureBytes = 1_000_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    internal static async Task MeasureAsync()
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral");
        const string user = "zip";
        using var owner = studio.Client(await studio.TokenAsync(user));
        (await owner.GetAsync("/api/v1/renders")).EnsureSuccessStatusCode();
        var status = await studio.StatusAsync();
        var ids = await FillAsync(status.Postgres, status.Storage, user);
        var app = status.Instances[0].Pid;

        await ZipAsync(owner, app, ids[..Few]); // just-in-time compilation
        foreach (var count in new[] { Few, Many, Few, Many })
        {
            var before = ProcessNumbers.ResidentMb(app) ?? 0;
            var (bytes, seconds, most) = await ZipAsync(owner, app, ids[..count]);
            Console.WriteLine($"  ZIP of {count,3} renders: {bytes / 1e6,4:F0} MB in {seconds:F1} s, "
                + $"app resident {before} MB before, at most {most} MB during the download");
        }
    }

    private static async Task<Guid[]> FillAsync(string postgres, string storage, string user)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var connection = await source.OpenConnectionAsync();
        var owner = await connection.QuerySingleAsync<Guid>(
            "select id from owners where subject = @user", new { user });
        await LibraryRows.AddAsync(connection, owner, Many);
        var paths = (await connection.QueryAsync<(Guid Id, string Path)>(
            "select render_id, path from variant_files where name = '0.webp'")).AsList();
        var content = new byte[PictureBytes];
        Random.Shared.NextBytes(content);
        var container = new BlobServiceClient(storage).GetBlobContainerClient("private");
        foreach (var (_, path) in paths)
            await container.UploadBlobAsync(path, new BinaryData(content));
        return [.. paths.Select(one => one.Id)];
    }

    private static async Task<(long Bytes, double Seconds, long Most)> ZipAsync(HttpClient owner, int app, Guid[] ids)
    {
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync(app, stop.Token);
        var since = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/renders/zip")
        {
            Content = JsonContent.Create(new { ids }),
        };
        using var answer = await owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (buffer, bytes) = (new byte[1 << 20], 0L);
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            bytes += read;
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        await stop.CancelAsync();
        return (bytes, seconds, await watching);
    }

    private static async Task<long> WatchAsync(int app, CancellationToken ct)
    {
        var most = 0L;
        while (!ct.IsCancellationRequested)
        {
            most = Math.Max(most, ProcessNumbers.ResidentMb(app) ?? 0);
            await Task.Delay(Pause, CancellationToken.None);
        }

        return most;
    }
}
