using System.IO.Compression;
using System.Text.Json;
using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>Several renders of My Renders, selected and changed together.</summary>
public sealed class PageLibraryScenario(SharedStudio shared)
{
    // Blocks the dialog of the browser, so that the page keeps the archive in memory.
    private const string WithoutFiles = "delete window.showSaveFilePicker;";

    // A file of the page's own storage in place of one that the user chooses.
    private const string WithFiles =
        """
        window.showSaveFilePicker = async ({ suggestedName }) =>
          (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
        """;

    [Fact]
    public async Task Renders_selected_by_keyboard_are_deleted_together_and_undo_restores_them_in_place()
    {
        await using var visit = await LibraryAsync(3);
        var before = await NamesAsync(visit);

        await visit.Button("Select").ClickAsync();
        await Picture(visit, 0).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await visit.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await visit.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        await TellsAsync(visit, "2 selected");
        await visit.Button("Delete").First.ClickAsync();
        await TellsAsync(visit, "2 renders were deleted.");
        var left = await NamesAsync(visit);
        await visit.Button("Undo").ClickAsync();
        await TellsAsync(visit, "Everything is as before.");

        Assert.Equal([before[2]], left);
        Assert.Equal(before, await NamesAsync(visit));
        await visit.Page.ReloadAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("3 renders"));
        Assert.Equal(before, await NamesAsync(visit));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_range_by_shift_click_is_published_and_escape_ends_a_selection()
    {
        await using var visit = await LibraryAsync(3);

        await Check(visit, 0).CheckAsync(new() { Force = true });
        await Picture(visit, 2).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await TellsAsync(visit, "3 selected");
        await visit.Button("Publish").ClickAsync();
        await TellsAsync(visit, "3 renders are public now.");
        await Check(visit, 1).CheckAsync(new() { Force = true });
        await TellsAsync(visit, "1 selected");
        await visit.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(visit.Button("Make private")).ToBeHiddenAsync();
        await Assertions.Expect(Check(visit, 1)).Not.ToBeCheckedAsync();
        await Assertions.Expect(visit.Button("Select")).ToBeFocusedAsync();
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Page.GetByText("Public", new() { Exact = true })).ToHaveCountAsync(3);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_render_that_refuses_a_change_stays_selected_and_tells_why()
    {
        await using var visit = await LibraryAsync(2);
        await visit.Page.RouteAsync("**/api/v1/renders/bulk", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = FirstRefused(route.Request.PostData!),
        }));

        await visit.Button("Select").ClickAsync();
        await visit.Button("Select all").ClickAsync();
        await TellsAsync(visit, "2 selected");
        await visit.Button("Delete").First.ClickAsync();

        await PageVisit.ShowsAsync(visit.Page.GetByText("1 render stayed as it was:"));
        await PageVisit.ShowsAsync(visit.Page.GetByText("Pictures of it are still in progress."));
        await TellsAsync(visit, "1 selected");
        await TellsAsync(visit, "1 render was deleted.");
        await Assertions.Expect(Check(visit, 0)).ToBeCheckedAsync();
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Selected_renders_are_downloaded_in_one_ZIP_where_the_browser_writes_no_files()
    {
        await using var visit = await LibraryAsync(2, WithoutFiles);

        await visit.Button("Select").ClickAsync();
        await visit.Button("Select all").ClickAsync();
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Button("Download as ZIP").ClickAsync());
        await TellsAsync(visit, "The ZIP was saved.");

        using var archive = ZipFile.OpenRead(await download.PathAsync());
        Assert.Equal(2, archive.Entries.Count(entry => entry.Name.EndsWith(".webp", StringComparison.Ordinal)));
        Assert.Equal("renders.zip", download.SuggestedFilename);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_ZIP_streams_into_the_chosen_file_and_a_canceled_one_leaves_none()
    {
        const string Size =
            """
            async () => {
              const folder = await navigator.storage.getDirectory();
              const file = await folder.getFileHandle("renders.zip").catch(() => null);
              return file === null ? -1 : (await file.getFile()).size;
            }
            """;
        await using var visit = await LibraryAsync(2, WithFiles);
        await visit.Button("Select").ClickAsync();
        await visit.Button("Select all").ClickAsync();
        await visit.Page.RouteAsync("**/api/v1/renders/zip", _ => { });
        await visit.Button("Download as ZIP").ClickAsync();
        await visit.Button("Cancel the download").ClickAsync();
        await Assertions.Expect(visit.Button("Cancel the download")).ToBeHiddenAsync();
        var canceled = await visit.Page.EvaluateAsync<long>(Size);
        await visit.Page.UnrouteAsync("**/api/v1/renders/zip");

        await visit.Button("Download as ZIP").ClickAsync();
        await TellsAsync(visit, "The ZIP was saved.");

        Assert.Equal(-1, canceled);
        Assert.InRange(await visit.Page.EvaluateAsync<long>(Size), 1000, 50_000_000);
        Assert.Empty(visit.Faults);
    }

    private async Task<PageVisit> LibraryAsync(int renders, string script = "")
    {
        var studio = await shared.RunningAsync();
        var name = $"library-{Guid.NewGuid():n}";
        using var user = new StudioUser(studio.Client(await studio.TokenAsync(name)));
        for (var made = 1; made <= renders; made++)
        {
            await user.SucceededAsync(
                await user.SubmitAsync(new { mode = "imagine", prompt = $"room {made}", quality = "draft" }));
        }

        var visit = await PageVisit.OpenAsync(studio.Address);
        if (script != "")
            await visit.Page.AddInitScriptAsync(script);
        await visit.SignInAsync(name);
        await visit.Link("My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText($"{renders} render"));
        return visit;
    }

    private static string FirstRefused(string request)
    {
        var ids = JsonSerializer.Deserialize<JsonElement>(request).GetProperty("ids").EnumerateArray();
        var items = ids.Select((id, at) => new
        {
            id = id.GetString(),
            code = at == 0 ? "generation_in_flight" : null,
            detail = at == 0 ? "In progress." : null,
        });
        return JsonSerializer.Serialize(new { items });
    }

    private static ILocator Picture(PageVisit visit, int index) => visit.Page.Locator("render-tile a").Nth(index);

    private static ILocator Check(PageVisit visit, int index) => visit.Page.Locator("render-tile input").Nth(index);

    /// <summary>The addresses of the renders, in the order of the grid.</summary>
    private static async Task<IReadOnlyList<string?>> NamesAsync(PageVisit visit)
    {
        var pictures = await visit.Page.Locator("render-tile a").AllAsync();
        return await Task.WhenAll(pictures.Select(picture => picture.GetAttributeAsync("href")));
    }

    private static Task TellsAsync(PageVisit visit, string text) => PageVisit.ShowsAsync(
        visit.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = text }));
}
