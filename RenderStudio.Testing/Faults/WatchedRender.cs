using System.Net;
using Dapper;
using RenderStudio.Testing.Contract;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>
/// A render that its owner hides and shows, while an unauthenticated client requests it twenty times a second and a
/// client with storage keys inspects the public container.
/// </summary>
public sealed class WatchedRender : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Storm storm;
    private readonly StormOwner owner;
    private readonly Guid id;
    private readonly IReadOnlyList<PublishedFile> files;
    private readonly HttpClient anonymous;
    private readonly CancellationTokenSource closing = new();
    private readonly Task[] watches;
    private int turns, checks;
    // Set from the response that the render is private until it is to be published again; a new object each time.
    private volatile object? hidden = new();

    private WatchedRender(Storm storm, StormOwner owner, Guid id, IReadOnlyList<PublishedFile> files)
    {
        (this.storm, this.owner, this.id, this.files) = (storm, owner, id, files);
        anonymous = new(CheckedResponses.Handler()) { BaseAddress = storm.Studio.Address };
        watches = [WatchAsync(AskAsync), WatchAsync(LookAsync)];
    }

    /// <summary>The files of four pictures in four sizes.</summary>
    public static async Task<WatchedRender> CreateAsync(Storm storm)
    {
        var owner = storm.NextOwner();
        var generation = await owner.SubmitAsync($"a bright {storm.Word}", variants: 4);
        storm.Acknowledge(generation);
        var render = await storm.RenderOfAsync(generation);
        await using var connection = await storm.Studio.Database.OpenConnectionAsync();
        var files = (await connection.QueryAsync<PublishedFile>(
            "select name, path from variant_files where render_id = @render", new { render })).AsList();
        return new(storm, owner, render, files);
    }

    /// <summary>Repeats the request until it succeeds.</summary>
    public async Task SetAsync(bool isPublic)
    {
        if (isPublic)
            hidden = null;
        await owner.ShowAsync(id, isPublic);
        if (!isPublic)
            hidden ??= new();
    }

    /// <summary>After an acknowledged change, each file exists once, in the correct container.</summary>
    public async Task VerifyLocationAsync(bool isPublic)
    {
        foreach (var file in files)
        {
            if (!isPublic)
                await IsHiddenAsync(file);
            var places = (await ExistsAsync("private", file), await ExistsAsync("public", file));
            if (places != (!isPublic, isPublic))
                throw new StormException($"{file.Name}, public: {isPublic}, is in (private, public): {places}.");
        }
    }

    /// <summary>The progress of a move, as text.</summary>
    public async Task<string> StateAsync()
    {
        var isPublic = await storm.CountAsync($"select is_public::int from renders where id = '{id}'") == 1;
        var distinct = files.DistinctBy(file => file.Path).ToList();
        var (here, there) = isPublic ? ("public", "private") : ("private", "public");
        var beside = await Task.WhenAll(distinct.Select(file => ExistsAsync(there, file)));
        var complete = (await Task.WhenAll(distinct.Select(file => ExistsAsync(here, file)))).All(exists => exists);
        return $"{(complete ? "" : "files missing, ")}{beside.Count(exists => exists)} of {beside.Length} files twice";
    }

    /// <returns>The number of requests and inspections that got a response while the render was private.</returns>
    public async Task<int> EndWatchAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(watches);
        return checks;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(watches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        anonymous.Dispose();
        closing.Dispose();
    }

    private async Task IsHiddenAsync(PublishedFile file)
    {
        var status = await Eventually.BecomesAsync(() => StatusAsync(file), answer => answer is not null);
        if (status != HttpStatusCode.NotFound)
            throw new StormException($"An anonymous client got {status} for {file.Name} of a private render.");
    }

    private async Task WatchAsync(Func<PublishedFile, Task> look)
    {
        while (!closing.IsCancellationRequested)
        {
            await look(files[Interlocked.Increment(ref turns) % files.Count]);
            await Task.Delay(Pause);
        }
    }

    private async Task AskAsync(PublishedFile file)
    {
        var before = hidden;
        var answer = await StatusAsync(file);
        if (answer is null || before is null || before != hidden)
            return;
        if (answer == HttpStatusCode.OK)
            throw new StormException($"An anonymous client got {file.Name} of a private render.");
        Interlocked.Increment(ref checks);
    }

    // The row is read before and after: only if it did not change in between is its visibility during the inspection
    // known.
    private async Task LookAsync(PublishedFile file)
    {
        if (await PrivateSinceAsync() is not { } before)
            return;
        var exists = await ExistsAsync("public", file);
        if (before != await PrivateSinceAsync())
            return;
        if (exists)
            throw new StormException($"There is a public copy of {file.Name}, whose row says private.");
        Interlocked.Increment(ref checks);
    }

    /// <returns>The version of a row that is private and has no pending move; null for any other row.</returns>
    private async Task<string?> PrivateSinceAsync()
    {
        await using var connection = await storm.Studio.Database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<string>(
            """
            select xmin::text from renders r where id = @id and not is_public
                and not exists (select from pending_moves u where u.subject_id = r.id)
            """, new { id });
    }

    /// <returns>Null when no instance responded.</returns>
    private async Task<HttpStatusCode?> StatusAsync(PublishedFile file)
    {
        try
        {
            using var answer = await anonymous.GetAsync($"/api/v1/assets/renders/{id}/{file.Name}");
            return answer.StatusCode < HttpStatusCode.InternalServerError ? answer.StatusCode : null;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private async Task<bool> ExistsAsync(string container, PublishedFile file) =>
        await storm.Studio.Blobs.GetBlobContainerClient(container).GetBlobClient(file.Path).ExistsAsync();

    private sealed record PublishedFile(string Name, string Path);
}
