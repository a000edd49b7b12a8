using System.Reflection;
using System.Text.Json;
using Dapper;
using Npgsql;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Renders.Search;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders.Search;

/// <summary>A search in the index of words reads the blocks of thirty days from the newest one on.</summary>
public sealed class SearchPlanTests(Services services) : IAsyncLifetime
{
    private readonly Guid ownerId = Guid.CreateVersion7();
    private Engine engine = null!;
    private NpgsqlConnection connection = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(services);
        connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into owners (id, issuer, subject) values (@ownerId, 'test', 'test')", new { ownerId });
        await LibraryRows.AddAsync(connection, ownerId, 2600);
        // Render n is n hours older, so that the library has several blocks.
        await connection.ExecuteAsync(
            """
            update renders set created_at = created_at - (substr(title, 8)::int * 59 || ' minutes')::interval;
            analyze renders
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task Pages_of_one_render_return_matches_of_different_blocks_in_their_order()
    {
        Assert.InRange(await connection.QuerySingleAsync<int>(
            "select count(distinct search_block(created_at))::int from renders"), 3, 5);
        List<string?> found = [];
        for (Core.Database.Keyset? after = null; found.Count == 0 || after is not null;)
        {
            var page = await engine.Get<ListRenders>().RunAsync(
                new() { OwnerId = ownerId, Words = "tint590" }, after, 1, default);
            found.Add(Assert.Single(page.Items).Title);
            after = page.NextCursor is { } next ? Core.Database.Keyset.TryRead(next) : null;
        }

        Assert.Equal(["render 590", "render 1590", "render 2590"], found);
    }

    [Fact]
    public async Task The_limit_of_the_matches_in_the_index_applies_to_a_nested_loop_over_the_blocks()
    {
        var statement = (string)typeof(RenderListStore)
            .GetField("SearchSql", BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!;
        var search = SearchQuery.Of("tint590")!;
        var plan = JsonDocument.Parse(await connection.QuerySingleAsync<string>(
            $"explain (format json) {statement}",
            new RenderFilter { OwnerId = ownerId, Words = search.Words, Keys = search.Keys, Count = 2 }));

        var indexed = Nodes(plan.RootElement[0].GetProperty("Plan")).Single(
            node => node.TryGetProperty("Subplan Name", out var name) && name.GetString() == "CTE indexed");

        Assert.Equal("Limit", TypeOf(indexed));
        var loop = Outer(indexed);
        while (TypeOf(loop) == "Result") // the condition that the page is not full yet
            loop = Outer(loop);
        Assert.Equal("Nested Loop", TypeOf(loop));
        Assert.Equal("Function Scan", TypeOf(Outer(loop)));
    }

    private static string? TypeOf(JsonElement node) => node.GetProperty("Node Type").GetString();

    private static JsonElement Outer(JsonElement node) => node.GetProperty("Plans").EnumerateArray()
        .Single(child => child.GetProperty("Parent Relationship").GetString() == "Outer");

    private static IEnumerable<JsonElement> Nodes(JsonElement node) =>
        node.TryGetProperty("Plans", out var children)
            ? children.EnumerateArray().SelectMany(Nodes).Prepend(node)
            : [node];
}
