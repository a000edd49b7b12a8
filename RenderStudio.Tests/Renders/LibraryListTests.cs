using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders;

public sealed class LibraryListTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const int Renders = 60;

    private readonly RunningApp app = shared.App;
    private OwnersLibrary library = null!;

    public async ValueTask InitializeAsync() => library = await OwnersLibrary.CreateAsync(app, Renders);

    public ValueTask DisposeAsync()
    {
        library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_filter_narrows_the_list_and_filters_combine()
    {
        await NarrowsAsync("mode=redesign", n => n % 2 == 0);
        await NarrowsAsync("style=industrial", n => n % 4 == 2);
        await NarrowsAsync("roomType=kitchen", n => n % 3 == 2);
        await NarrowsAsync("favorite=true", n => n % 10 == 0);
        await NarrowsAsync("favorite=false&isPublic=true", n => n % 10 != 0 && n % 7 == 0);
        await NarrowsAsync("mode=imagine&style=scandinavian&roomType=bedroom", n => n % 12 == 1);
        await NarrowsAsync("mode=imagine&style=japandi", _ => false);
        await NarrowsAsync("mode=redesign&roomType=kitchen", n => n % 6 == 2);
    }

    [Fact]
    public async Task Search_terms_match_prompt_and_title_with_web_search_syntax()
    {
        await NarrowsAsync("q=OAK+tint7", n => n == 7);
        await NarrowsAsync("q=tint7+or+only9", n => n is 7 or 9);
        await NarrowsAsync("q=%22render+12%22", n => n == 12);
        await NarrowsAsync("q=oak+-only9", n => n != 9);
        await NarrowsAsync("q=only3&style=japandi", _ => false);
        await NarrowsAsync("q=%27%29+%26+%7C+%21+%3A%2A+%5C", _ => false);
    }

    [Fact]
    public async Task Dates_and_instants_limit_the_list()
    {
        await app.QueryAsync<int>(
            """
            update renders set created_at = '2025-03-31T23:59:59.999Z'
            where owner_id = @ownerId and title = 'render 1'
            """, new { library.OwnerId });

        await NarrowsAsync("from=2026-06-01T11:50:00Z", n => n is > 1 and <= 10);
        await NarrowsAsync("from=2026-06-01T13:50:00%2B02:00&to=2026-06-01T11:55:00Z", n => n is > 5 and <= 10);
        await NarrowsAsync("to=2025-03-31", n => n == 1);
        await NarrowsAsync("from=2025-03-31&to=2025-03-31", n => n == 1);
        await NarrowsAsync("from=2025-04-01", n => n > 1);
        await NarrowsAsync("to=9999-12-31", _ => true);
    }

    [Fact]
    public async Task Pages_show_every_render_once_while_other_renders_are_added_and_deleted()
    {
        await app.QueryAsync<int>(
            "update renders set created_at = date_trunc('hour', created_at) where owner_id = @ownerId",
            new { library.OwnerId });
        var before = await TitlesAsync("limit=100");
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await library.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/renders?limit=7&cursor={cursor}");
            seen.AddRange(Titles(page));
            cursor = page.GetProperty("nextCursor").GetString();
            await using var connection = await Source.OpenConnectionAsync();
            await LibraryRows.AddAsync(connection, library.OwnerId, 1);
            await app.QueryAsync<int>(
                """
                update renders set created_at = now(), title = 'new' where owner_id = @ownerId
                    and id = (select id from renders where owner_id = @ownerId and title = 'render 1'
                        order by created_at desc limit 1)
                """, new { library.OwnerId });
        }
        while (cursor is not null);

        Assert.Equal(before.Except(["render 1"]), seen.Except(["render 1", "new"]));
        Assert.Equal(seen.Distinct().Count(), seen.Count);
    }

    [Fact]
    public async Task A_page_with_covers_and_counts_executes_one_statement()
    {
        using var statements = new Statements(app.Database);

        var page = await library.Owner.GetFromJsonAsync<JsonElement>("/api/v1/renders?q=oak");

        Assert.Equal(20, page.GetProperty("items").GetArrayLength());
        Assert.All(page.GetProperty("items").EnumerateArray(), item =>
        {
            Assert.Equal(1024, item.GetProperty("cover").GetProperty("width").GetInt32());
            Assert.Equal(1, item.GetProperty("variantCount").GetInt32());
        });
        Assert.Single(statements.Sent);
    }

    [Theory]
    [InlineData("mode=sculpt", "mode")]
    [InlineData("style=gothic", "style")]
    [InlineData("style=%00", "style")]
    [InlineData("roomType=crypt", "roomType")]
    [InlineData("favorite=maybe", "favorite")]
    [InlineData("isPublic=1", "isPublic")]
    [InlineData("deleted=", null)]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-02-30", "from")]
    [InlineData("to=21.11.2026", "to")]
    [InlineData("from=2026-06-02&to=2026-06-01", "to")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("cursor=_______________________________%20", "cursor")]
    [InlineData("cursor=________________________________", "cursor")] // a time before the first
    [InlineData("q=%00", "q")]
    [InlineData("q=LONG", "q")]
    public async Task An_invalid_parameter_is_reported_by_name(string query, string? field)
    {
        var answer = await library.Owner.GetAsync("/api/v1/renders?" + query.Replace("LONG", new string('a', 1001)));

        if (field is null)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return;
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("validation_failed", problem.GetProperty("code").GetString());
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Fact]
    public async Task Another_owners_cursor_shows_none_of_their_renders()
    {
        var first = await library.Owner.GetFromJsonAsync<JsonElement>("/api/v1/renders?limit=1");
        var cursor = first.GetProperty("nextCursor");
        using var otherOwner = app.ClientOf($"other-{Guid.NewGuid()}");

        var page = await otherOwner.GetFromJsonAsync<JsonElement>($"/api/v1/renders?cursor={cursor}");

        Assert.Empty(Titles(page));
    }

    [Fact]
    public async Task A_full_last_page_has_no_next_cursor()
    {
        var whole = await library.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/renders?limit={Renders}");
        var less = await library.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/renders?limit={Renders - 1}");

        Assert.Equal((Renders, JsonValueKind.Null),
            (Titles(whole).Count, whole.GetProperty("nextCursor").ValueKind));
        Assert.Equal((Renders - 1, JsonValueKind.String),
            (Titles(less).Count, less.GetProperty("nextCursor").ValueKind));
    }

    private NpgsqlDataSource Source => app.Services.GetRequiredService<NpgsqlDataSource>();

    private async Task NarrowsAsync(string query, Func<int, bool> wanted) => Assert.Equal(
        Enumerable.Range(1, Renders).Where(wanted).Select(n => $"render {n}").Order(),
        (await TitlesAsync($"{query}&limit=100")).Order());

    private async Task<IReadOnlyList<string>> TitlesAsync(string query) =>
        Titles(await library.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/renders?{query}"));

    private static IReadOnlyList<string> Titles(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("title").GetString()!)];
}
