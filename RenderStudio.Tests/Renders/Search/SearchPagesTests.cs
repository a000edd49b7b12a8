using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders.Search;

/// <summary>Pages of a search in a library larger than the part that is read without the index of words.</summary>
public sealed class SearchPagesTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const int Renders = 6600;

    private OwnersLibrary library = null!;

    public async ValueTask InitializeAsync() => library = await OwnersLibrary.CreateAsync(shared.App, Renders);

    public ValueTask DisposeAsync()
    {
        library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_search_returns_the_newest_matches_first_at_any_frequency_and_age()
    {
        await ReturnsAsync("oak", _ => true, pages: 3);
        await ReturnsAsync("only6500", n => n == 6500);
        await ReturnsAsync("tint7", n => n % 1000 == 7);
        await ReturnsAsync($"{LibraryRows.Ideograph(999)}色", n => n % 1000 == 999);
        await ReturnsAsync("only3 or only4 or only3000 or only6500", n => n is 3 or 4 or 3000 or 6500);
        await ReturnsAsync("gre1 or gré2 or gre3 or gre4 or gre5 or gre6", n => n % 1000 is >= 1 and <= 6);
        await ReturnsAsync("tint600 or only6599 or only1", n => n % 1000 == 600 || n is 1 or 6599);
        await ReturnsAsync("tint7 tint8", _ => false);
        await ReturnsAsync("\"tint7 room\"", _ => false);
        await ReturnsAsync("tint7 -\"and oak\"", n => n % 1000 == 7);
        await ReturnsAsync("-oak", _ => false);
        await ReturnsAsync("tint7 -only7 -only1007", n => n % 1000 == 7 && n > 1007);
        await ReturnsAsync("tint7&favorite=true", _ => false);
        await ReturnsAsync("tint8&mode=redesign&isPublic=true", n => n % 1000 == 8 && n % 7 == 0);
    }

    /// <summary>Follows the cursors, at most so many pages.</summary>
    private async Task ReturnsAsync(string search, Func<int, bool> wanted, int pages = 10)
    {
        List<string> found = [];
        string? cursor = "";
        for (var page = 0; page < pages && cursor is not null; page++)
        {
            var answer = await library.Owner.GetFromJsonAsync<JsonElement>(
                $"/api/v1/renders?q={search}&cursor={cursor}");
            found.AddRange(answer.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("title").GetString()!));
            cursor = answer.GetProperty("nextCursor").GetString();
        }

        var expected = Enumerable.Range(1, Renders).Where(wanted).Select(n => $"render {n}");
        Assert.Equal(cursor is null ? expected : expected.Take(found.Count), found);
    }
}
