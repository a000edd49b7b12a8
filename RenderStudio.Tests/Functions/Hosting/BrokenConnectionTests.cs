using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Dapper;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// Connections that end early, through the whole chain: client, front door, Functions host, published app.
/// </summary>
public sealed class BrokenConnectionTests : IAsyncLifetime
{
    private const string Generations = "/api/v1/generations";
    private StudioProcess studio = null!;
    private StudioStatus status = null!;
    private HttpClient owner = null!;

    public async ValueTask InitializeAsync()
    {
        studio = await StudioProcess.StartAsync("--ephemeral", "--setting", "Http__BodyMemoryMB=96");
        (status, owner) = (await studio.StatusAsync(), await studio.ClientAsync());
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await studio.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_closes_an_event_stream_or_an_upload_ends_the_work_in_the_app()
    {
        await CloseStreamAsync();
        await CloseUploadsAsync();

        (await owner.GetAsync("/api/health/ready")).EnsureSuccessStatusCode();
        var alarms = (await ReadLogAsync()).Where(line => line.Contains(" erro ", StringComparison.Ordinal)
            || line.Contains(" warn ", StringComparison.Ordinal)).ToList();
        Assert.True(alarms is [], string.Join('\n', alarms));
    }

    [Fact]
    public async Task A_failure_after_the_response_has_started_aborts_the_connection_to_the_client()
    {
        var render = await RenderAsync();
        await AddPicturesAsync(render, count: 200);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/renders/zip");
        request.Content = JsonContent.Create(new { ids = new[] { render } });
        using var answer = await owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        using var killed = await studio.Local.PostAsync("/local/services/azurite/kill", null);

        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.CopyToAsync(Stream.Null));
        await Eventually.BecomesAsync(ReadLogAsync, log => log.Count(line => line.Contains(
            "POST /api/v1/renders/zip failed after the response had started", StringComparison.Ordinal)) == 1);
    }

    private async Task CloseStreamAsync()
    {
        await SlowPredictionsAsync(60_000);
        var id = await SubmitAsync();
        using (var stream = await EventStream.OpenAsync(owner, id))
        {
            await stream.ReadAsync(1);
            var first = await LastLookAsync();
            await Eventually.BecomesAsync(LastLookAsync, last => last > first);
        }

        // The reader of the app polls every 0.4 seconds while a stream is open.
        await Eventually.BecomesTrueAsync(async () => await AgeOfLastLookAsync() > TimeSpan.FromSeconds(3));
        await SlowPredictionsAsync(0);
    }

    private async Task CloseUploadsAsync()
    {
        List<HeldRequest> held = [];
        // The share of the owner is 36 MB.
        while (held.Count < 20 && await StatusOfWholeAsync() == HttpStatusCode.UnsupportedMediaType)
            held.Add(await HeldRequest.PostFormAsync(
                owner, "/api/v1/storage/upload", [("kind", "input")], "file", 10_000_000, 9_000_000));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfWholeAsync());

        foreach (var upload in held)
            upload.Dispose();

        await Eventually.BecomesAsync(StatusOfWholeAsync, code => code == HttpStatusCode.UnsupportedMediaType);
    }

    /// <summary>The status of a complete upload that is not a picture.</summary>
    private async Task<HttpStatusCode> StatusOfWholeAsync()
    {
        using var answer = await owner.UploadAsync(new byte[9_900_000]);
        return answer.StatusCode;
    }

    private async Task<Guid> SubmitAsync()
    {
        using var submitted = await owner.PostAsJsonAsync(
            Generations, new { mode = "imagine", prompt = "a hallway", variants = 1 });
        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
        return (await submitted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private async Task<Guid> RenderAsync()
    {
        var id = await SubmitAsync();
        var done = await Eventually.BecomesAsync(
            () => owner.GetFromJsonAsync<JsonElement>($"{Generations}/{id}"),
            shown => shown.GetProperty("status").GetString() == "succeeded", within: TimeSpan.FromSeconds(60));
        return done.GetProperty("renderId").GetGuid();
    }

    /// <summary>Adds rows of pictures that share one file of one megabyte.</summary>
    private async Task AddPicturesAsync(Guid render, int count)
    {
        var path = $"test/{Guid.NewGuid()}.webp";
        await new BlobContainerClient(status.Storage, StudioContainers.Private)
            .UploadBlobAsync(path, new BinaryData(new byte[1024 * 1024]));
        await using var database = new NpgsqlConnection(status.Postgres);
        await database.ExecuteAsync(
            """
            insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
            select @render, n || '.webp', n, @path, '', 1048576, 640, 480 from generate_series(100, 99 + @count) n
            """, new { render, path, count });
    }

    private async Task SlowPredictionsAsync(int predictMs)
    {
        using var set = await studio.Local.PutAsJsonAsync(
            new Uri(status.ReplicateUrl, "/_sim/settings"), new { predictMs });
        set.EnsureSuccessStatusCode();
    }

    private async Task<DateTime> LastLookAsync() => await LookAsync<DateTime>("max(query_start)");

    // pg_stat_activity shows only the last statement of a connection, so a later statement hides the last poll.
    private async Task<TimeSpan> AgeOfLastLookAsync() =>
        await LookAsync<TimeSpan>("coalesce(clock_timestamp() - max(query_start), interval '1 hour')");

    private async Task<T> LookAsync<T>(string figure)
    {
        await using var database = new NpgsqlConnection(status.Postgres);
        return (await database.ExecuteScalarAsync<T>(
            $"""
            select {figure} from pg_stat_activity
            where query like '%as watched (id, seen)%' and pid <> pg_backend_pid()
            """))!;
    }

    private async Task<string[]> ReadLogAsync()
    {
        await using var file = new FileStream(
            Path.Combine(status.DataFolder, "studio.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return (await new StreamReader(file).ReadToEndAsync()).Split('\n');
    }
}
