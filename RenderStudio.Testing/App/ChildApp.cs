using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Contract;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>
/// Another instance of a running app, in a separate process whose memory and CPU time can be measured.
/// </summary>
internal sealed class ChildApp : IAsyncDisposable
{
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess child;
    private readonly Uri address;

    private ChildApp(ChildProcess child, Uri address) => (this.child, this.address) = (child, address);

    internal static async Task<ChildApp> StartAsync(IReadOnlyDictionary<string, string?> settings)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(settings));
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = await ChildProcess.StartAsync(
            new("App", Path.Combine(AppContext.BaseDirectory, "RenderStudio.Testing"), [AppChild.Command, file])
            {
                OnOutput = line => address.TrySetResult(line),
            });
        var first = await Task.WhenAny(address.Task, child.Exited).WaitAsync(StartLimit);
        File.Delete(file);
        return first == address.Task
            ? new(child, new Uri(await address.Task))
            : throw new InvalidOperationException(child.LastOutput);
    }

    /// <summary>Resident memory now.</summary>
    internal long Megabytes => Measure(process => process.WorkingSet64) / Megabyte;

    /// <summary>Peak resident memory since <see cref="ResetPeak"/>.</summary>
    internal long PeakMegabytes => Measure(process => process.PeakWorkingSet64) / Megabyte;

    internal TimeSpan ProcessorTime => Measure(process => process.TotalProcessorTime);

    /// <summary>https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html</summary>
    internal void ResetPeak() => File.WriteAllText($"/proc/{child.Pid}/clear_refs", "5");

    internal HttpClient Client() => new(CheckedResponses.Handler()) { BaseAddress = address };

    internal HttpClient ClientOf(string subject)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", TestTokens.Hs256(new() { ["sub"] = subject }));
        return client;
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    private T Measure<T>(Func<Process, T> figure)
    {
        using var process = Process.GetProcessById(child.Pid);
        return figure(process);
    }
}
