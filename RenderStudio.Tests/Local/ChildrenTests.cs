using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Dapper;
using Npgsql;
using RenderStudio.Local.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Local;

public sealed class ChildrenTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-children-");

    [Fact]
    public async Task A_killed_postgres_restarts_with_its_rows_on_the_same_port()
    {
        await using var postgres = await PostgresChild.StartAsync(Cluster, durable: true, default);
        await ExecuteAsync(postgres, "create table kept (n int); insert into kept values (42)");
        var port = postgres.Port;

        await postgres.KillAsync();
        await postgres.RestartAsync(default);

        Assert.Equal(port, postgres.Port);
        Assert.Equal(42, await ExecuteAsync(postgres, "select n from kept"));
        Assert.False(postgres.Failed.IsCompleted);
    }

    [Fact]
    public async Task A_pid_file_that_names_an_unrelated_process_does_not_stop_postgres()
    {
        await (await PostgresChild.StartAsync(Cluster, durable: true, default)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(Cluster, "postmaster.pid"), $"{Environment.ProcessId}\n{Cluster}\n");

        await using var postgres = await PostgresChild.StartAsync(Cluster, durable: true, default);

        Assert.Equal(1, await ExecuteAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task A_postgres_that_is_killed_externally_is_reported_as_exited()
    {
        await using var postgres = await PostgresChild.StartAsync(Cluster, durable: false, default);

        new Signal(9).SendTo(postgres.Pid);

        var failure = await postgres.Failed.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(("PostgreSQL", 137), (failure.Name, failure.ExitCode));
    }

    [Fact]
    public async Task Azurite_supports_the_API_version_of_the_clients_and_clearing_queues_deletes_only_messages()
    {
        await using var azurite = await AzuriteChild.StartAsync(Path.Combine(folder.FullName, "azurite"), default);
        var container = new BlobContainerClient(azurite.ConnectionString, "pictures");
        var queue = new QueueClient(azurite.ConnectionString, "hints");
        await container.CreateAsync();
        await container.UploadBlobAsync("a", BinaryData.FromString("picture"));
        await queue.CreateAsync();
        await queue.SendMessageAsync("hint");

        await azurite.ClearQueuesAsync(default);

        Assert.Empty((await queue.ReceiveMessagesAsync(10)).Value);
        var blob = await container.GetBlobClient("a").DownloadContentAsync();
        Assert.Equal("picture", blob.Value.Content.ToString());
    }

    [Fact]
    public async Task A_command_that_cannot_be_run_is_reported_in_one_sentence()
    {
        var missing = new ChildCommand("The impossible", "/no/such/program", []);

        var error = await Assert.ThrowsAsync<CannotStartException>(() => ChildProcess.RunAsync(missing, default));

        Assert.Contains("The impossible", error.Message, StringComparison.Ordinal);
    }

    private string Cluster => Path.Combine(folder.FullName, "postgres");

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<int> ExecuteAsync(PostgresChild postgres, string sql)
    {
        await using var connection = new NpgsqlConnection($"{postgres.ConnectionString};Pooling=false");
        return await connection.ExecuteScalarAsync<int>(sql);
    }
}
