using RenderStudio.Testing.App;
using static RenderStudio.Tests.Renders.OwnersLibrary;

namespace RenderStudio.Tests.Renders;

/// <summary>Changes of many renders in one request.</summary>
public sealed class BulkRendersTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.App;
    private OwnersLibrary library = null!;

    public async ValueTask InitializeAsync() => library = await OwnersLibrary.CreateAsync(app);

    public ValueTask DisposeAsync()
    {
        library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Renders_of_a_batch_change_independently_and_are_answered_in_order()
    {
        var (foreign, ids) = (Guid.NewGuid(), library.Ids);
        await app.QueryAsync<int>(
            "update generations set status = 'running', finished_at = null where render_id = @id", new { id = ids[1] });

        Assert.Equal(
            [$"{ids[0]} ", $"{foreign} not_found", $"{ids[1]} generation_in_flight", $"{ids[2]} "],
            await BulkAsync("delete", ids[0], foreign, ids[1], ids[2]));
        Assert.Equal([ids[1], ids[3]], await library.ListedAsync(""));
        Assert.Equal([$"{ids[2]} ", $"{ids[0]} "], await BulkAsync("restore", ids[2], ids[0]));
        Assert.Equal([$"{ids[3]} "], await BulkAsync("favorite", ids[3]));
        Assert.Equal([ids[3]], await library.ListedAsync("?favorite=true"));
        Assert.Equal([$"{ids[3]} "], await BulkAsync("unfavorite", ids[3]));
        Assert.Equal(ids, await library.ListedAsync("?favorite=false"));
        Assert.Equal([$"{ids[3]} ", $"{ids[2]} "], await BulkAsync("publish", ids[3], ids[2]));
        Assert.Equal([ids[2], ids[3]], await library.ListedAsync("?isPublic=true"));
        Assert.Equal([$"{ids[3]} "], await BulkAsync("unpublish", ids[3]));
        Assert.Equal([ids[2]], await library.ListedAsync("?isPublic=true"));
    }

    [Fact]
    public async Task A_batch_can_change_two_hundred_renders()
    {
        Guid[] many = [library.Ids[0], .. Enumerable.Range(0, 199).Select(_ => Guid.NewGuid())];

        var answers = await BulkAsync("favorite", many);

        Assert.Equal(many.Select(id => id == library.Ids[0] ? $"{id} " : $"{id} not_found"), answers);
    }

    [Theory]
    [InlineData("""{"ids":["ID"]}""", "action")]
    [InlineData("""{"action":"burn","ids":["ID"]}""", "action")]
    [InlineData("""{"action":"delete"}""", "ids")]
    [InlineData("""{"action":"delete","ids":[]}""", "ids")]
    [InlineData("""{"action":"delete","ids":"ID"}""", "ids")]
    [InlineData("""{"action":"delete","ids":["ID",7]}""", "ids")]
    [InlineData("""{"action":"delete","ids":["ID","nonsense"]}""", "ids")]
    [InlineData("""{"action":"delete","ids":["ID","ID"]}""", "ids")]
    [InlineData("""{"action":"delete","ids":[201]}""", "ids")]
    [InlineData("""{"action":"delete","ids":["ID"],"force":true}""", "force")]
    public async Task An_invalid_batch_request_is_reported_by_name_and_nothing_is_changed(string body, string field)
    {
        var many = string.Join(',', Enumerable.Range(0, 200).Select(_ => $"\"{Guid.NewGuid()}\"").Prepend("\"ID\""));

        var answer = await library.Owner.PostAsync("/api/v1/renders/bulk",
            Json(body.Replace("201", many).Replace("ID", $"{library.Ids[0]}")));

        await NamesAsync(answer, field);
        Assert.Equal(library.Ids, await library.ListedAsync(""));
    }

    private Task<IReadOnlyList<string>> BulkAsync(string action, params Guid[] ids) =>
        OwnersLibrary.BulkAsync(library.Owner, action, ids);
}
