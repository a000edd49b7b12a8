using Microsoft.Playwright;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Scenarios;

/// <summary>Unusual input and surroundings of the screen that makes a picture.</summary>
public sealed class PageBadInputScenario(SharedStudio shared)
{
    private const long HugeBytes = 200L * 1024 * 1024;

    // A file without content, whose size a page sees; reading it fails.
    private const string HugeFile =
        """
        (input, bytes) => {
          window.reads = 0;
          for (const name of ["arrayBuffer", "text", "stream", "slice"])
            Blob.prototype[name] = () => { window.reads++; throw new Error(name); };
          window.createImageBitmap = () => { window.reads++; throw new Error("decode"); };
          const file = new File(["x"], "room.jpg", { type: "image/jpeg" });
          Object.defineProperty(file, "size", { value: bytes });
          Object.defineProperty(input, "files", { value: [file] });
          input.dispatchEvent(new Event("change"));
        }
        """;

    private const string BlockedStorage =
        """
        for (const name of ["sessionStorage", "localStorage", "indexedDB"])
          Object.defineProperty(window, name, { get() { throw new DOMException("Blocked.", "SecurityError"); } });
        """;

    // The clock of this machine is an hour ahead of the studio's.
    private const string FastClock =
        """
        const RealDate = Date;
        const ahead = 60 * 60 * 1000;
        window.Date = class extends RealDate {
          constructor(...values) { super(...(values.length === 0 ? [RealDate.now() + ahead] : values)); }
          static now() { return RealDate.now() + ahead; }
        };
        """;

    private const string ListMoved =
        """
        window.moved = [];
        new PerformanceObserver((list) => {
          for (const { sources } of list.getEntries())
            for (const { node, previousRect: from, currentRect: to } of sources)
              window.moved.push(`${node?.localName}.${node?.className} ${from.x} ${from.y} to ${to.x} ${to.y}`);
        }).observe({ type: "layout-shift", buffered: true });
        """;

    [Fact]
    public async Task A_prompt_of_5000_emoji_is_counted_as_the_API_counts_and_is_not_sent()
    {
        await using var visit = await MakeAsync();
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Imagine" }).CheckAsync(new() { Force = true });
        var prompt = visit.Page.GetByLabel("Describe it");

        await prompt.FillAsync(string.Concat(Enumerable.Repeat("🛋", 5000)));
        await PageVisit.ShowsAsync(visit.Page.GetByText("3,000 characters too many"));
        await PageVisit.ShowsAsync(visit.Page.GetByText("Shorten the description to continue."));
        await Assertions.Expect(visit.Button("Make the picture")).ToBeDisabledAsync();
        // The API removes zero-width spaces (U+200B) before it counts.
        await prompt.FillAsync(string.Concat(Enumerable.Repeat("🛋\u200b", 2000)));
        await PageVisit.ShowsAsync(visit.Page.GetByText("2,000 of 2,000 characters"));
        await visit.Button("Make the picture").ClickAsync();

        await PageVisit.ShowsAsync(visit.Heading("Done"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_file_of_200_MB_is_refused_without_being_read()
    {
        await using var visit = await MakeAsync();

        await PhotoInput(visit).EvaluateAsync(HugeFile, HugeBytes);

        await PageVisit.ShowsAsync(visit.Page.GetByText("This file is larger than 100 MB."));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("window.reads"));
        Assert.Empty(visit.Faults);
    }

    [Theory]
    [InlineData("room.heic", "image/heic", "This browser cannot read HEIC photos.")]
    [InlineData("IMG_0001.HEIC", "", "This browser cannot read HEIC photos.")]
    [InlineData("room.mp4", "video/mp4", "This file is not a picture that the browser can show.")]
    [InlineData("room.jpg", "image/jpeg", "This file is not a picture that the browser can show.")]
    public async Task A_file_that_the_browser_cannot_read_is_told(string name, string type, string sentence)
    {
        await using var visit = await MakeAsync();

        await PhotoInput(visit).SetInputFilesAsync(
            new FilePayload { Name = name, MimeType = type, Buffer = "not a picture"u8.ToArray() });

        await PageVisit.ShowsAsync(visit.Page.GetByText(sentence));
        await PageVisit.ShowsAsync(visit.Button("Choose a file"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_continues_with_try_again()
    {
        await using var visit = await MakeAsync();
        visit.ExpectLoss("/private/", "ERR_CONNECTION_RESET");
        var (grants, puts) = (0, 0);
        visit.Page.Request += (_, request) =>
            grants += request.Url.EndsWith("/presigned-upload", StringComparison.Ordinal) ? 1 : 0;
        await visit.Page.RouteAsync("**/*", async route =>
        {
            if (route.Request.Method == "PUT" && ++puts == 1)
                await route.AbortAsync("connectionreset");
            else
                await route.FallbackAsync();
        });

        await ChoosePhotoAsync(visit);
        await PageVisit.ShowsAsync(visit.Page.GetByText("The upload broke off. The photo is still here: try again."));
        await visit.Button("Try again").ClickAsync();
        await Assertions.Expect(visit.Button("Make the picture")).ToBeEnabledAsync();
        await visit.Button("Make the picture").ClickAsync();

        await PageVisit.ShowsAsync(visit.Heading("Done"));
        Assert.Equal((1, 2), (grants, puts));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_after_its_last_byte_is_not_sent_twice()
    {
        await using var visit = await MakeAsync();
        visit.ExpectLoss("/complete", "ERR_CONNECTION_RESET");
        var (completions, puts) = (0, 0);
        visit.Page.Request += (_, request) => puts += request.Method == "PUT" ? 1 : 0;
        await visit.Page.RouteAsync("**/complete", async route =>
        {
            if (++completions == 1)
                await route.AbortAsync("connectionreset");
            else
                await route.FallbackAsync();
        });

        await ChoosePhotoAsync(visit);
        await visit.Button("Try again").ClickAsync();
        await Assertions.Expect(visit.Button("Make the picture")).ToBeEnabledAsync();

        Assert.Equal((2, 1), (completions, puts));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task With_blocked_storage_the_page_works_without_a_draft()
    {
        await using var visit = await MakeAsync(BlockedStorage);

        await ChoosePhotoAsync(visit);
        await visit.Button("Make the picture").ClickAsync();

        await PageVisit.ShowsAsync(visit.Heading("Done"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task With_a_clock_that_is_an_hour_ahead_the_quote_holds_and_times_stay_right()
    {
        await using var visit = await MakeAsync(FastClock);

        await ChoosePhotoAsync(visit);
        await PageVisit.ShowsAsync(visit.Page.GetByText("about "));
        string? submitted = null;
        await visit.Page.RouteAsync("**/api/v1/generations", route =>
        {
            submitted = route.Request.PostData;
            return route.FallbackAsync();
        });
        await visit.Button("Make the picture").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Done"));

        Assert.Contains("quoteId", submitted);
        await Assertions.Expect(visit.Page.GetByText("60 min")).ToHaveCountAsync(0);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_draft_that_cannot_be_read_is_forgotten()
    {
        await using var visit = await MakeAsync("sessionStorage.setItem('render-studio.draft.1', '{');");

        await PageVisit.ShowsAsync(visit.Button("Choose a file"));

        Assert.Empty(visit.Faults);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_generation_in_progress_that_is_found_after_a_reload_moves_nothing(int width)
    {
        const string Running =
            """
            {"id":"0199d3a0-71c4-7f0e-8a3b-5d2c9e6f1b40","status":"running","mode":"imagine","prompt":"oak","variants":[]}
            """;
        await using var visit = await MakeAsync(ListMoved);
        await visit.Page.SetViewportSizeAsync(width, 900);
        await visit.Page.RouteAsync("**/api/v1/generations/*", route => JsonAsync(route, Running));
        await visit.Page.RouteAsync("**/api/v1/generations?**", route =>
            JsonAsync(route, $$"""{"items":[{{Running}}],"nextCursor":null}"""));

        await visit.Page.ReloadAsync();
        await PageVisit.ShowsAsync(visit.Page.Locator("running-list a"));
        await PageVisit.ShowsAsync(visit.Button("Choose a file"));

        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("window.moved"));
        Assert.Empty(visit.Faults);

        static Task JsonAsync(IRoute route, string json) =>
            route.FulfillAsync(new() { ContentType = "application/json", Body = json });
    }

    private async Task<PageVisit> MakeAsync(string script = "")
    {
        var studio = await shared.RunningAsync();
        var visit = await PageVisit.OpenAsync(studio.Address);
        if (script != "")
            await visit.Page.AddInitScriptAsync(script);
        if (script == BlockedStorage)
            await visit.Page.GotoAsync("/studio/");
        else
            await visit.SignInAsync($"input-{Guid.NewGuid():n}");
        await PageVisit.ShowsAsync(PhotoInput(visit).Locator(".."));
        return visit;
    }

    private static ILocator PhotoInput(PageVisit visit) => visit.Page.Locator("photo-field input[type=file]");

    private static Task ChoosePhotoAsync(PageVisit visit) => PhotoInput(visit).SetInputFilesAsync(
        new FilePayload { Name = "room.png", MimeType = "image/png", Buffer = DrawnRoom.Png(640, 480) });
}
