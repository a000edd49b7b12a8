using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Faults;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>One reader per instance queries the database for any number of streams.</summary>
public sealed class ManyStreamsTests(Services services) : IAsyncLifetime
{
    private const string Generations = "/api/v1/generations";
    private const int Streams = 200;
    private const double TimelinePollSeconds = 0.2;
    private RunningApp app = null!;
    private TcpProxy line = null!;
    private HttpClient owner = null!;

    public async ValueTask InitializeAsync()
    {
        var database = new NpgsqlConnectionStringBuilder(await services.CreateDatabaseAsync());
        line = new(database.Port);
        database.Port = line.Port;
        app = await RunningApp.StartAsync(services,
            ("Database:ConnectionString", database.ConnectionString), ("Generations:TimelinePollSeconds", $"{TimelinePollSeconds}"),
            ("Plans:Free:CreditsPerMonth", "1000"), ("Plans:Free:ConcurrentGenerations", "100"));
        owner = app.ClientOf("follower");
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await app.DisposeAsync();
        await line.DisposeAsync();
    }

    [Fact]
    public async Task Many_streams_cost_as_many_statements_as_one_and_miss_no_event()
    {
        var id = await SubmitAsync();
        using var first = await EventStream.OpenAsync(owner, id);
        await first.ReadAsync(1);
        using var statements = new Statements(app.Database);
        var since = Stopwatch.GetTimestamp();

        var streams = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => EventStream.OpenAsync(owner, id)));
        for (var seq = 2; seq <= 21; seq++)
        {
            await AppendAsync(id);
            if (seq % 4 == 0)
                await first.ReadAsync(seq);
        }

        await CancelAsync(id);
        var told = await Task.WhenAll(streams.Select(one => one.ReadToEndAsync()));

        Assert.All(told, seen => Assert.Equal(Enumerable.Range(1, 22), seen));
        AssertOneReader(statements, since);
        // One additional statement per stream exceeds this limit.
        Assert.InRange(statements.Sent.Count(sql => !IsLook(sql)), 0, Streams - 1);
        Array.ForEach(streams, one => one.Dispose());
    }

    [Fact]
    public async Task Streams_on_many_generations_share_each_statement()
    {
        List<Guid> ids = [];
        for (var i = 0; i < 10; i++)
            ids.Add(await SubmitAsync());
        var streams = await Task.WhenAll(ids.Select(id => EventStream.OpenAsync(owner, id)));
        using var statements = new Statements(app.Database);
        var since = Stopwatch.GetTimestamp();

        foreach (var id in ids)
            await AppendAsync(id);
        await Task.WhenAll(streams.Select(one => one.ReadAsync(2)));

        AssertOneReader(statements, since);
        Array.ForEach(streams, one => one.Dispose());
    }

    [Fact]
    public async Task Waiting_submits_share_the_reader()
    {
        using var waiting = app.ClientOf("follower");
        waiting.DefaultRequestHeaders.Add("Prefer", "wait=50");
        using var statements = new Statements(app.Database);
        var since = Stopwatch.GetTimestamp();
        var submits = Enumerable.Range(0, 20).Select(_ => waiting.PostAsJsonAsync(Generations, SubmitBody)).ToArray();

        await Eventually.BecomesTrueAsync(async () =>
        {
            await app.QueryAsync<int>(
                "update generations set status = 'failed', failure_code = 'internal', finished_at = now()");
            return submits.All(submit => submit.IsCompleted);
        }, pause: TimeSpan.FromSeconds(TimelinePollSeconds));

        foreach (var submit in submits)
            Assert.Equal(HttpStatusCode.OK, (await submit).StatusCode);
        AssertOneReader(statements, since);
    }

    [Fact]
    public async Task A_stream_that_is_opened_late_gets_past_and_new_events()
    {
        var id = await SubmitAsync();
        using var early = await EventStream.OpenAsync(owner, id);
        for (var i = 0; i < 3; i++)
            await AppendAsync(id);
        await early.ReadAsync(4);

        using var late = await EventStream.OpenAsync(owner, id);
        using var later = await EventStream.OpenAsync(owner, id, lastEvent: 3);
        await late.ReadAsync(4);
        await CancelAsync(id);

        Assert.Equal([1, 2, 3, 4, 5], await late.ReadToEndAsync());
        Assert.Equal([4, 5], await later.ReadToEndAsync());
        Assert.Equal([1, 2, 3, 4, 5], await early.ReadToEndAsync());
    }

    [Fact]
    public async Task Nothing_is_read_after_all_clients_have_disconnected()
    {
        var id = await SubmitAsync();
        var streams = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EventStream.OpenAsync(owner, id)));
        await Task.WhenAll(streams.Select(one => one.ReadAsync(1)));
        using var statements = new Statements(app.Database);
        Array.ForEach(streams, one => one.Dispose());

        var before = -1;
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(before == (before = statements.Sent.Count)), pause: TimeSpan.FromSeconds(1));

        using var again = await EventStream.OpenAsync(owner, id);
        await again.ReadAsync(1);
    }

    [Fact]
    public async Task The_reader_continues_after_a_database_outage()
    {
        var (id, unwatched) = (await SubmitAsync(), await SubmitAsync());
        using var stream = await EventStream.OpenAsync(owner, id);
        await stream.ReadAsync(1);
        line.Refuses = true;
        await Eventually.BecomesTrueAsync(async () =>
        {
            line.Reset();
            using var refused = await EventStream.SendAsync(owner, unwatched);
            return refused.StatusCode == HttpStatusCode.ServiceUnavailable;
        });

        line.Refuses = false;
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var canceled = await owner.PostAsync($"{Generations}/{id}/cancel", null);
            return canceled.IsSuccessStatusCode;
        });

        Assert.Equal([1, 2], await stream.ReadToEndAsync());
        using var opened = await EventStream.OpenAsync(owner, unwatched);
        await opened.ReadAsync(1);
    }

    [Fact]
    public async Task A_stream_of_another_owner_is_not_found_while_the_generation_is_watched()
    {
        var id = await SubmitAsync();
        using var stream = await EventStream.OpenAsync(owner, id);
        await stream.ReadAsync(1);
        using var other = app.ClientOf("another");

        using var refused = await EventStream.SendAsync(other, id);
        using var unknown = await EventStream.SendAsync(owner, Guid.NewGuid());

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_when_its_generation_is_erased()
    {
        var id = await SubmitAsync();
        using var stream = await EventStream.OpenAsync(owner, id);
        await stream.ReadAsync(1);

        await app.QueryAsync<int>("truncate owners cascade");

        Assert.Equal([1], await stream.ReadToEndAsync());
    }

    private static object SubmitBody => new { mode = "imagine", prompt = "a calm study" };

    private static bool IsLook(string sql) => sql.Contains("as watched (id, seen)", StringComparison.Ordinal);

    /// <summary>Asserts that the number of polls is limited by the poll interval.</summary>
    private static void AssertOneReader(Statements statements, long since)
    {
        var most = Stopwatch.GetElapsedTime(since).TotalSeconds / TimelinePollSeconds + 1;
        Assert.InRange(statements.Sent.Count(IsLook), 1, (int)Math.Ceiling(most));
    }

    private async Task<Guid> SubmitAsync()
    {
        using var answer = await owner.PostAsJsonAsync(Generations, SubmitBody);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
    }

    private async Task CancelAsync(Guid id)
    {
        using var answer = await owner.PostAsync($"{Generations}/{id}/cancel", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task AppendAsync(Guid id) => app.Engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
    {
        await connection.ExecuteAsync("select from generations where id = @id for update", new { id });
        await GenerationEventStore.AppendAsync(connection, id, GenerationStatus.Pending, null, "Still waiting.");
    }, default);
}
