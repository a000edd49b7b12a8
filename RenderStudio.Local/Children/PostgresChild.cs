using System.Diagnostics;
using Npgsql;

namespace RenderStudio.Local.Children;

/// <summary>PostgreSQL as a child process that listens on 127.0.0.1 only. A restart keeps the port.</summary>
public sealed class PostgresChild : IAsyncDisposable
{
    public const int MaxConnections = 200;

    private static readonly TimeSpan PredecessorTimeout = TimeSpan.FromSeconds(10);
    private readonly PostgresInstallation installation;
    private readonly string folder;
    private readonly bool durable;
    private readonly IReadOnlyList<string> more;
    private readonly SupervisedChild child;

    private PostgresChild(
        PostgresInstallation installation, string folder, bool durable, IReadOnlyList<string> more)
    {
        (this.installation, this.folder, this.durable, this.more) = (installation, folder, durable, more);
        child = new SupervisedChild(Command, AnswersAsync, Signal.Interrupt);
    }

    public int Port { get; private set; }

    public int Pid => child.Pid;

    public bool Runs => child.Runs;

    public Task<ChildFailure> Failed => child.Failed;

    public string ConnectionString => ConnectionTo("postgres");

    /// <param name="folder">Data directory of the cluster; created if it does not exist.</param>
    /// <param name="durable">False disables fsync, for data that may be lost in a power failure.</param>
    /// <param name="settings">Settings of the server in addition to the studio's, as <c>name=value</c>.</param>
    public static async Task<PostgresChild> StartAsync(
        string folder, bool durable, CancellationToken cancellation, params IReadOnlyList<string> settings)
    {
        var installation = await PostgresInstallation.PrepareAsync(cancellation);
        await installation.PrepareClusterAsync(folder, cancellation);
        var postgres = new PostgresChild(installation, Path.GetFullPath(folder), durable, settings)
        {
            Port = FreePort.Next(),
        };
        await postgres.StartAsync(cancellation);
        return postgres;
    }

    public string ConnectionTo(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};"
        + "SSL Mode=Disable;GSS Encryption Mode=Disable";

    public Task KillAsync() => child.KillAsync();

    public async Task RestartAsync(CancellationToken cancellation)
    {
        await child.KillAsync();
        await StartAsync(cancellation);
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    // The backends of a killed server continue for a moment, and no server can start until they have ended.
    private async Task StartAsync(CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            RemoveStaleLock();
            if (await child.TryStartAsync(cancellation) is not { } output)
                return;
            if (output.Contains("Address already in use", StringComparison.Ordinal) && FreePort.Next() is var other)
                Port = other;
            else if (!output.Contains("still in use", StringComparison.Ordinal)
                && !output.Contains("already exists", StringComparison.Ordinal))
                throw new CannotStartException($"PostgreSQL did not start: {output}");
            if (Stopwatch.GetElapsedTime(since) > PredecessorTimeout)
                throw new CannotStartException($"PostgreSQL did not start: {output}");
            await Task.Delay(50, cancellation);
        }
    }

    // PostgreSQL trusts a pid file as long as any process has that id, and after a SIGKILL or a reboot another process
    // can have it.
    private void RemoveStaleLock()
    {
        var file = Path.Combine(folder, "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), out var pid))
            return;
        if (!IsLivePostgres(pid))
            File.Delete(file);
    }

    // In a container without an init process, ended processes stay as zombies (state Z).
    private static bool IsLivePostgres(int pid)
    {
        if (OperatingSystem.IsLinux())
            return File.Exists($"/proc/{pid}/stat")
                && File.ReadAllText($"/proc/{pid}/stat") is var stat
                && stat.Contains("(postgres) ", StringComparison.Ordinal)
                && !stat.Contains("(postgres) Z", StringComparison.Ordinal);
        try
        {
            using var owner = Process.GetProcessById(pid);
            return owner.ProcessName == "postgres";
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private ChildCommand Command()
    {
        // A parent folder may be inaccessible to the server's user: the working directory is set before the privileges
        // are dropped.
        var data = PostgresInstallation.IsRoot ? "/proc/self/cwd" : folder;
        string[] unsafeSettings = durable ? [] : ["fsync=off", "full_page_writes=off"];
        string[] settings =
        [
            "listen_addresses=127.0.0.1", $"port={Port}", "unix_socket_directories=",
            $"max_connections={MaxConnections}", "io_method=sync", "jit=off", "random_page_cost=1.1",
            "wal_level=minimal", "max_wal_senders=0", "max_wal_size=256MB",
            "timezone=UTC", "log_timezone=UTC", "logging_collector=off", "log_checkpoints=off",
            .. unsafeSettings, .. more,
        ];
        string[] arguments = ["-D", data, .. settings.SelectMany(setting => new[] { "-c", setting })];
        return new ChildCommand("PostgreSQL", installation.Server, arguments)
        { WorkingDirectory = folder, Unprivileged = true };
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
