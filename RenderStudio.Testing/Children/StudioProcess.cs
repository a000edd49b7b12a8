using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using RenderStudio.Local.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Leaks;

namespace RenderStudio.Testing.Children;

/// <summary>The response of <c>GET /local</c>.</summary>
public sealed record StudioStatus(
    bool Ready, Uri StudioUrl, Uri ReplicateUrl, Uri StripeUrl, string Postgres, string Storage, string DataFolder,
    StudioInstance[] Instances);

/// <param name="Pid">The app's worker process.</param>
/// <param name="HostPid">Its Functions host.</param>
public sealed record StudioInstance(int Number, int Pid, int HostPid, int Port);

/// <summary>
/// The studio as a user runs it: a separate process, observed only through its output and its address.
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
    private readonly ConcurrentDictionary<string, string> secrets = new();
    private readonly Lazy<HttpClient> local;
    private ChildProcess? process;

    private StudioProcess() => local = new(() => Client(null));

    public string Output => string.Join('\n', output);

    public string[] ErrorLines => [.. errors];

    /// <summary>The error responses (400 and above) that its clients received.</summary>
    public ErrorAnswers ErrorAnswers { get; } = new();

    /// <summary>The bearer tokens that were issued.</summary>
    public IReadOnlyCollection<string> Tokens => tokens;

    /// <summary>Values by name, in addition to the studio's keys and tokens, that no log may contain.</summary>
    public IReadOnlyDictionary<string, string> Secrets => secrets;

    public int Pid => process!.Pid;

    public Task<int> Exited => process!.Exited;

    public Uri Address { get; private set; } = null!;

    /// <summary>A client for <c>/local</c>, without a token.</summary>
    public HttpClient Local => local.Value;

    /// <summary>Starts a complete studio on free ports and waits until it reports that it is ready.</summary>
    /// <param name="options">Such as <c>--ephemeral</c> or <c>--data</c>, <c>--setting</c>.</param>
    public static Task<StudioProcess> StartAsync(params string[] options) => StartAsync([], options);

    /// <param name="environment">Environment variables in addition to those of this process.</param>
    /// <param name="options">As above; an option given here overrides its free port.</param>
    public static async Task<StudioProcess> StartAsync(Dictionary<string, string> environment, params string[] options)
    {
        var studio = await RunAsync(
            ["--port", "0", "--replicate-port", "0", "--stripe-port", "0", .. options], environment);
        var first = await Task.WhenAny(studio.address.Task, studio.Exited).WaitAsync(StartLimit);
        if (first != studio.address.Task)
            throw new InvalidOperationException(
                $"The studio did not start.\n{studio.Output}\n{string.Join('\n', studio.errors)}");
        studio.Address = await studio.address.Task;
        return studio;
    }

    /// <summary>Runs the command unchanged and does not wait.</summary>
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

    /// <summary>The log of all parts until now, including the instances of the app.</summary>
    public async Task<string> LogAsync()
    {
        var path = Path.Combine((await StatusAsync()).DataFolder, "studio.log");
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return await new StreamReader(file).ReadToEndAsync();
    }

    /// <summary>An authenticated client of a separate user, so that tests are isolated.</summary>
    public async Task<HttpClient> ClientAsync(string plan = "studio") =>
        Client(await TokenAsync($"user-{Guid.NewGuid():n}", plan));

    /// <param name="plan">Null keeps the plan of a known user.</param>
    public async Task<string> TokenAsync(string user, string? plan = "studio")
    {
        using var answer = await Local.PostAsJsonAsync("/local/tokens", new { user, plan });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<TokenAnswer>(TestJson.Answers))!.Token;
        tokens.Add(token);
        return token;
    }

    /// <summary>Adds a value that a response contained and that no log may contain.</summary>
    public void Secret(string name, string value) => secrets[name] = value;

    /// <summary>A client for the function app; null for one without a token.</summary>
    public HttpClient Client(string? token)
    {
        var client = new HttpClient(ErrorAnswers.Handler()) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization =
            token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Sends Ctrl-C and returns the exit code.</summary>
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
