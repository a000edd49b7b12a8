using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders.Search;

/// <summary>Renders that were written before the migration that changed the words.</summary>
public sealed class SearchWordsSweepTests(Services services) : IAsyncLifetime
{
    private const string Migration = "0016_search_words.sql";

    private readonly Guid ownerId = Guid.CreateVersion7();
    private Engine engine = null!;
    private NpgsqlConnection connection = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(services);
        connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into owners (id, issuer, subject) values (@ownerId, 'test', 'test');
            insert into accounts (owner_id, balance) values (@ownerId, 0)
            """, new { ownerId });
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task Renders_from_before_the_migration_are_found_by_their_former_words_until_the_sweep()
    {
        await LibraryRows.AddAsync(connection, ownerId, 3);
        await connection.ExecuteAsync(
            """
            drop index renders_keys;
            drop function search_keys, search_prefix, search_block;
            alter table renders drop column words_version, drop column words;
            alter table renders add column words tsvector not null generated always as
                (to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(prompt, ''))) stored;
            create index renders_words on renders using gin (words) with (fastupdate = off);
            delete from schema_migrations where name = @Migration
            """, new { Migration });

        Assert.Equal(1, await engine.Get<Migrator>().RunAsync(default));

        Assert.Equal((3, 0), (await CountAsync("oak"), await CountAsync("creme")));
        Assert.Equal(new(3, 0), await Sweep.RunAsync(dryRun: true, default));
        Assert.Equal(new(3, 3), await Sweep.RunAsync(dryRun: false, default));
        Assert.Equal(new(0, 0), await Sweep.RunAsync(dryRun: false, default));
        Assert.Equal((3, 3, 3), (await CountAsync("oak"), await CountAsync("creme"), await CountAsync("木の家")));
    }

    [Fact]
    public async Task A_round_skips_a_render_that_is_being_changed_and_the_next_round_indexes_it()
    {
        await LibraryRows.AddAsync(connection, ownerId, 3);
        await connection.ExecuteAsync("update renders set words = '', words_version = 0");
        await using (var other = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync())
        {
            await using var change = await other.BeginTransactionAsync();
            await other.ExecuteAsync("update renders set favorite = true where title = 'render 2'");

            Assert.Equal(new(3, 2), await Sweep.RunAsync(dryRun: false, default));
            await change.CommitAsync();
        }

        Assert.Equal(2, await CountAsync("oak"));
        Assert.Equal(new(1, 1), await Sweep.RunAsync(dryRun: false, default));
        Assert.Equal(3, await CountAsync("oak"));
    }

    [Fact]
    public async Task A_title_that_an_earlier_version_changed_is_indexed_by_the_next_round()
    {
        await LibraryRows.AddAsync(connection, ownerId, 3);
        var ids = (await connection.QueryAsync<Guid>("select id from renders order by created_at")).AsList();
        // The earlier version writes no words.
        await connection.ExecuteAsync("update renders set title = 'walnut den' where id = @id", new { id = ids[0] });
        Assert.Null(await engine.Get<ChangeRender>().RunAsync(
            ids[1], new() { Title = "walnut hall" }, new(ownerId), default));
        await connection.ExecuteAsync("update renders set favorite = true where id = @id", new { id = ids[2] });
        Assert.Equal(1, await CountAsync("walnut"));

        Assert.Equal(new(1, 1), await Sweep.RunAsync(dryRun: false, default));

        Assert.Equal((2, 3), (await CountAsync("walnut"), await CountAsync("oak")));
    }

    [Fact]
    public async Task A_round_indexes_a_limited_number_of_renders()
    {
        await LibraryRows.AddAsync(connection, ownerId, SearchWordsSweep.RoundSize + 1);
        await connection.ExecuteAsync("update renders set words = '', words_version = 0");

        Assert.Equal(
            new(SearchWordsSweep.RoundSize + 1, SearchWordsSweep.RoundSize),
            await Sweep.RunAsync(dryRun: false, default));
        Assert.Equal(new(1, 1), await Sweep.RunAsync(dryRun: false, default));
    }

    private SearchWordsSweep Sweep => engine.Get<IEnumerable<ISweep>>().OfType<SearchWordsSweep>().Single();

    private async Task<int> CountAsync(string words)
    {
        var page = await engine.Get<ListRenders>().RunAsync(
            new() { OwnerId = ownerId, Words = words }, null, 20, default);
        return page.Items.Count;
    }
}
