using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Leaks;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Children;

/// <summary>What <c>GET /local</c> tells.</summary>
public sealed record StudioStatus(
    bool Ready, Uri StudioUrl, Uri ReplicateUrl, string Postgres, string Storage, string DataFolder,
    StudioInstance[] Instances);

/// <param name="Pid">The app's worker process.</param>
/// <param name="HostPid">Its Functions host.</param>
public sealed record StudioInstance(int Number, int Pid, int HostPid, int Port);

/// <summary>
/// The studio as a person runs it: a process of its own, seen only through its output and its address.
/// </summary>
public sealed class StudioProcess : IAsyncDisposable
{
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "RenderStudio.Local");
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentBag<string> tokens = [];
    private readonly Lazy<HttpClient> local;
    private ChildProcess? process;

    private StudioProcess() => local = new(() => Client(null));

    public string Output => string.Join('\n', output);

    public string[] ErrorLines => [.. errors];

    /// <summary>What its clients were answered with 400 and above.</summary>
    public ErrorAnswers ErrorAnswers { get; } = new();

    /// <summary>Bearer tokens that were given out.</summary>
    public IReadOnlyCollection<string> Tokens => tokens;

    public int Pid => process!.Pid;

    public Task<int> Exited => process!.Exited;

    public Uri Address { get; private set; } = null!;

    /// <summary>Calls to <c>/local</c>, without a token.</summary>
    public HttpClient Local => local.Value;

    /// <summary>Starts a whole studio on free ports and waits until it announces itself.</summary>
    /// <param name="options">Such as <c>--ephemeral</c> or <c>--data</c>, <c>--setting</c>.</param>
    public static Task<StudioProcess> StartAsync(params string[] options) => StartAsync([], options);

    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="options">As above; one given here wins over its free port.</param>
    public static async Task<StudioProcess> StartAsync(Dictionary<string, string> environment, params string[] options)
    {
        var studio = await RunAsync(["--port", "0", "--replicate-port", "0", .. options], environment);
        var first = await Task.WhenAny(studio.address.Task, studio.Exited).WaitAsync(StartLimit);
        if (first != studio.address.Task)
            throw new InvalidOperationException(
                $"The studio did not start.\n{studio.Output}\n{string.Join('\n', studio.errors)}");
        studio.Address = await studio.address.Task;
        return studio;
    }

    /// <summary>Runs the command as it is and does not wait for anything.</summary>
    public static async Task<StudioProcess> RunAsync(string[] arguments, Dictionary<string, string>? environment = null)
    {
        var studio = new StudioProcess();
        studio.process = await ChildProcess.StartAsync(new ChildCommand("Studio", Executable, arguments)
        {
            Environment = environment ?? [],
            OnOutput = studio.Hear,
            OnError = studio.errors.Enqueue,
        });
        return studio;
    }

    public async Task<StudioStatus> StatusAsync() =>
        (await Local.GetFromJsonAsync<StudioStatus>("/local", TestJson.Answers))!;

    /// <summary>What all parts logged so far, the instances of the app among them.</summary>
    public async Task<string> LogAsync()
    {
        var path = Path.Combine((await StatusAsync()).DataFolder, "studio.log");
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return await new StreamReader(file).ReadToEndAsync();
    }

    /// <summary>A client that is let in as a user nobody else is, so that tests keep apart.</summary>
    public async Task<HttpClient> ClientAsync(string plan = "studio") =>
        Client(await TokenAsync($"user-{Guid.NewGuid():n}", plan));

    public async Task<string> TokenAsync(string user, string plan = "studio")
    {
        using var answer = await Local.PostAsJsonAsync("/local/tokens", new { user, plan });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<TokenAnswer>(TestJson.Answers))!.Token;
        tokens.Add(token);
        return token;
    }

    /// <summary>A client for the function app; null for one without a token.</summary>
    public HttpClient Client(string? token)
    {
        var client = new HttpClient(ErrorAnswers.Handler()) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization =
            token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Ctrl-C, and the exit code.</summary>
    public async Task<int> InterruptAsync()
    {
        await process!.StopAsync(Signal.Interrupt, StopLimit);
        return await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        await InterruptAsync();
        if (local.IsValueCreated)
            Local.Dispose();
        await process!.DisposeAsync();
    }

    private void Hear(string line)
    {
        output.Enqueue(line);
        if (line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["Studio", var url])
            address.TrySetResult(new Uri(url));
    }

    private sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt);
}
