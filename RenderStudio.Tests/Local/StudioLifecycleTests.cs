using Azure.Storage.Blobs;
using Dapper;
using Npgsql;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Local;

public sealed class StudioLifecycleTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-life-");

    [Fact]
    public async Task After_Ctrl_C_no_process_and_no_lock_is_left_and_the_next_start_finds_everything()
    {
        await using var first = await StudioProcess.StartAsync("--data", folder.FullName);
        await LeaveSomethingAsync(await first.StatusAsync());
        var children = ProcessTree.Below(first.Pid);

        var exitCode = await first.InterruptAsync();

        Assert.Equal(0, exitCode);
        Assert.True(children.Length > 4, "PostgreSQL, its sessions, Azurite, a host and its worker were expected.");
        await Eventually.BecomesTrueAsync(() => !ProcessTree.AnyLives(children));
        Assert.False(File.Exists(Path.Combine(folder.FullName, "lock")));
        Assert.False(File.Exists(Path.Combine(folder.FullName, "postgres", "postmaster.pid")));
        await using var second = await StudioProcess.StartAsync("--data", folder.FullName);
        Assert.Equal("picture", await FindAsync(await second.StatusAsync()));
    }

    [Fact]
    public async Task A_killed_studio_ends_its_child_processes_and_can_start_again()
    {
        await using var first = await StudioProcess.StartAsync("--data", folder.FullName);
        var children = ProcessTree.Below(first.Pid);
        Assert.NotEmpty(children);

        new Signal(9).SendTo(first.Pid);

        await Eventually.BecomesTrueAsync(() => !ProcessTree.AnyLives(children));
        await using var second = await StudioProcess.StartAsync("--data", folder.FullName);
        Assert.True((await second.StatusAsync()).Ready);
    }

    [Fact]
    public async Task A_studio_interrupted_while_it_starts_leaves_nothing()
    {
        await using var studio = await StudioProcess.RunAsync(
            ["--data", folder.FullName, "--port", "0", "--replicate-port", "0", "--stripe-port", "0"]);
        await Eventually.BecomesTrueAsync(() => studio.Output.Contains("PostgreSQL: ready", StringComparison.Ordinal));
        var children = ProcessTree.Below(studio.Pid);
        Assert.NotEmpty(children);

        Assert.Equal(0, await studio.InterruptAsync());

        await Eventually.BecomesTrueAsync(() => !ProcessTree.AnyLives(children));
        Assert.False(File.Exists(Path.Combine(folder.FullName, "lock")));
        Assert.Empty(studio.ErrorLines);
    }

    [Fact]
    public async Task A_frozen_instance_does_not_outlive_the_studio()
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral", "--instances", "2");
        var children = ProcessTree.Below(studio.Pid);
        Assert.NotEmpty(children);
        using var stopped = await studio.Local.PostAsync("/local/instances/2/stop", null);

        Assert.Equal(0, await studio.InterruptAsync());

        await Eventually.BecomesTrueAsync(() => !ProcessTree.AnyLives(children));
    }

    [Fact]
    public async Task A_host_that_exits_unexpectedly_is_reported_and_the_studio_stops()
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral", "--instances", "2");
        var children = ProcessTree.Below(studio.Pid);
        Assert.NotEmpty(children);

        Signal.Kill.SendTo((await studio.StatusAsync()).Instances[1].HostPid);

        Assert.Equal(1, await studio.Exited.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.StartsWith(
            "Instance 2 of the function app ended by itself with exit code 137",
            studio.ErrorLines[0], StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(() => !ProcessTree.AnyLives(children));
    }

    [Fact]
    public async Task A_service_that_exits_unexpectedly_is_reported_and_the_studio_stops()
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral");
        var data = (await studio.StatusAsync()).DataFolder;
        var children = ProcessTree.Below(studio.Pid);
        Assert.NotEmpty(children);
        var postmaster = int.Parse(File.ReadLines(Path.Combine(data, "postgres", "postmaster.pid")).First());

        new Signal(9).SendTo(postmaster);

        Assert.Equal(1, await studio.Exited.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.StartsWith(
            "PostgreSQL ended by itself with exit code 137", studio.ErrorLines[0], StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(() => !ProcessTree.AnyLives(children));
        Assert.False(Directory.Exists(data));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task LeaveSomethingAsync(StudioStatus studio)
    {
        await using var connection = new NpgsqlConnection($"{studio.Postgres};Pooling=false");
        await connection.ExecuteAsync(
            "create table left_behind (name text); insert into left_behind values ('a/b.webp')");
        await new BlobContainerClient(studio.Storage, "private")
            .UploadBlobAsync("a/b.webp", BinaryData.FromString("picture"));
    }

    private static async Task<string> FindAsync(StudioStatus studio)
    {
        await using var connection = new NpgsqlConnection($"{studio.Postgres};Pooling=false");
        var name = await connection.QuerySingleAsync<string>("select name from left_behind");
        var blob = new BlobContainerClient(studio.Storage, "private").GetBlobClient(name);
        return (await blob.DownloadContentAsync()).Value.Content.ToString();
    }
}
