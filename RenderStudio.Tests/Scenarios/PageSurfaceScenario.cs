using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RenderStudio.Testing.Children;
using RenderStudio.Tests.Imaging;

namespace RenderStudio.Tests.Scenarios;

/// <summary>The plan of a surface for <c>inspire</c>: its outline, its pattern and its colours.</summary>
public sealed partial class PageSurfaceScenario(SharedStudio shared)
{
    [Fact]
    public async Task An_outline_drawn_by_hand_is_sent_and_returns_after_a_reload_and_with_another_like_this()
    {
        await using var visit = await InspireAsync();
        await SizeAsync(visit, "12", "8");
        await visit.Page.GetByLabel("Describe it").FillAsync("stepping stones");

        foreach (var (x, y) in new[] { (0.1f, 0.1f), (0.5f, 0.1f), (0.9f, 0.9f), (0.2f, 0.8f) })
            await ClickPlanAsync(visit, x, y);
        await TellsAsync(visit, "4 points of an open outline");
        await PageVisit.ShowsAsync(visit.Page.GetByText("Close the outline of the surface, or remove it."));
        await ClickPlanAsync(visit, 0.1f, 0.1f);
        await TellsAsync(visit, "4 points, ");
        await visit.Page.ReloadAsync();
        await TellsAsync(visit, "4 points, ");
        await visit.Button("Make the picture").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await visit.Link("Open in My Renders").ClickAsync();
        await visit.Button("Make another like this").ClickAsync();
        await TellsAsync(visit, "4 points, ");

        var points = await visit.Page.Locator("outline-editor button").AllAsync();
        var label = await points[2].GetAttributeAsync("aria-label");
        Assert.Matches("^Point 3: 10[.]?[78]?[0-9]* m from the left, 7[.]?[12]?[0-9]* m from the top$", label);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_point_moves_by_keys_is_removed_and_a_crossing_is_told_before_it_is_sent()
    {
        await using var visit = await InspireAsync();
        await SizeAsync(visit, "10", "10");
        await visit.Page.GetByLabel("Describe it").FillAsync("stepping stones");

        await visit.Button("Begin with the rectangle").ClickAsync();
        await TellsAsync(visit, "4 points, 100 m²");
        await Point(visit, "Point 2: 10 m from the left, 0 m from the top").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await PageVisit.ShowsAsync(Point(visit, "Point 2: 9 m from the left, 0.1 m from the top"));
        await visit.Page.Keyboard.PressAsync("Delete");
        await TellsAsync(visit, "3 points, 50 m²");
        await visit.Page.GetByText("Points as numbers").ClickAsync();
        await visit.Button("Add a point").ClickAsync();
        await visit.Page.GetByLabel("Point 4, metres from the left").FillAsync("9");
        await visit.Page.GetByLabel("Point 4, metres from the top").FillAsync("5");
        await visit.Page.Keyboard.PressAsync("Tab");

        await TellsAsync(visit, "The outline crosses or touches itself.");
        await PageVisit.ShowsAsync(visit.Page.GetByText("Move its points, or remove it."));
        await Assertions.Expect(visit.Button("Make the picture")).ToBeDisabledAsync();
        await visit.Button("Remove the outline").ClickAsync();
        await Assertions.Expect(visit.Button("Make the picture")).ToBeEnabledAsync();
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_dragged_point_follows_one_finger_only_and_can_be_removed_meanwhile()
    {
        await using var visit = await InspireAsync();
        await SizeAsync(visit, "10", "10");
        await visit.Button("Begin with the rectangle").ClickAsync();
        var editor = visit.Page.Locator("outline-editor");
        await editor.ScrollIntoViewIfNeededAsync();
        var box = (await editor.BoundingBoxAsync())!;
        var second = editor.Locator("button").Nth(1);

        await visit.Page.Mouse.MoveAsync(box.X + box.Width - 3, box.Y + 3);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 4));
        await Assertions.Expect(second).ToHaveAttributeAsync("aria-label", MovedPoint());
        await editor.EvaluateAsync(
            """
            (editor) => ["pointermove", "pointerup"].forEach((type) =>
              editor.dispatchEvent(new PointerEvent(type, { pointerId: 77, clientX: 1, clientY: 1 })))
            """);
        await Assertions.Expect(second).ToHaveAttributeAsync("aria-label", MovedPoint());
        await second.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Delete");
        await TellsAsync(visit, "3 points, 50 m²");
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width / 3), box.Y + (box.Height / 3));
        await visit.Page.Mouse.UpAsync();

        await TellsAsync(visit, "3 points, 50 m²");
        Assert.Empty(visit.Faults);
    }

    [Theory]
    [InlineData("Waves", 12, 8)]
    [InlineData("Bands", 0, 0)]
    [InlineData("Islands", 3, 30)]
    [InlineData("Mosaic", 9, 12)]
    [InlineData("Rings", 8, 8)]
    public async Task The_preview_is_the_stencil_that_the_API_draws(string pattern, int width, int length)
    {
        var name = $"surface-{Guid.NewGuid():n}";
        await using var visit = await InspireAsync(name);
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = pattern }).CheckAsync(new() { Force = true });
        foreach (var color in new[] { "Cream", "Standard Blue", "Orange" })
            await visit.Button(color).ClickAsync();
        if (width > 0)
            await SizeAsync(visit, $"{width}", $"{length}");
        await PageVisit.ShowsAsync(visit.Page.GetByText(width > 0 ? "40%, " : "40%").First);
        await PageVisit.ShowsAsync(visit.Page.Locator("stencil-preview canvas[aria-busy=false]"));
        var preview = await PreviewAsync(visit);

        await visit.Page.GetByLabel("Describe it").FillAsync("stepping stones");
        await visit.Button("Make the picture").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(studio.Client(await studio.TokenAsync(name)));
        var generation = await user.GetAsync($"/api/v1/generations/{visit.Page.Url.Split('/')[^1]}");
        var stencil = await StencilAsync(generation, width, length);

        var same = preview.Zip(stencil).Count(pair => Math.Abs(pair.First - pair.Second) < 40);
        Assert.True(same > 0.95 * preview.Length, $"{same} of {preview.Length} samples are the same.");
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Own_colours_are_added_to_those_of_a_range_and_a_wrong_one_is_told()
    {
        await using var visit = await InspireAsync();
        var own = visit.Page.GetByLabel("Own colour as #rrggbb");

        await visit.Button("Orange").ClickAsync();
        await own.FillAsync("blue");
        await visit.Button("Add the colour").ClickAsync();
        await TellsAsync(visit, "Enter a colour as #rrggbb");
        await own.FillAsync("#12AB34");
        await visit.Button("Add the colour").ClickAsync();
        await TellsAsync(visit, "2 chosen");
        await visit.Button("Add the colour").ClickAsync();
        await TellsAsync(visit, "This colour is chosen already.");
        await visit.Page.ReloadAsync();

        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "2 #12ab34" }))
            .ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Empty(visit.Faults);
    }

    private async Task<PageVisit> InspireAsync(string? user = null)
    {
        var studio = await shared.RunningAsync();
        var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync(user ?? $"surface-{Guid.NewGuid():n}");
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Inspire" }).CheckAsync(new() { Force = true });
        await PageVisit.ShowsAsync(visit.Button("Orange"));
        return visit;
    }

    private static async Task SizeAsync(PageVisit visit, string width, string length)
    {
        await visit.Page.GetByLabel("Width in metres").FillAsync(width);
        await visit.Page.GetByLabel("Length in metres").FillAsync(length);
        await PageVisit.ShowsAsync(visit.Page.Locator("outline-editor"));
    }

    private static async Task ClickPlanAsync(PageVisit visit, float x, float y)
    {
        var plan = visit.Page.Locator("outline-editor");
        await plan.ScrollIntoViewIfNeededAsync();
        var box = (await plan.BoundingBoxAsync())!;
        await visit.Page.Mouse.ClickAsync(box.X + (x * box.Width), box.Y + (y * box.Height));
    }

    private static ILocator Point(PageVisit visit, string name) => visit.Button(name);

    private static Task TellsAsync(PageVisit visit, string text) => PageVisit.ShowsAsync(
        visit.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = text }));

    /// <summary>The red values of a grid of points of the preview.</summary>
    private static async Task<int[]> PreviewAsync(PageVisit visit) =>
        await visit.Page.Locator("stencil-preview canvas").EvaluateAsync<int[]>(
            """
            (canvas) => {
              const { width, height } = canvas;
              const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
              return Array.from({ length: 400 }, (_, i) => {
                const x = Math.floor(((i % 20) + 0.5) / 20 * width);
                const y = Math.floor((Math.floor(i / 20) + 0.5) / 20 * height);
                return data[(y * width + x) * 4];
              });
            }
            """);

    /// <summary>The same of the stencil that the API has drawn, of which a narrow surface is the middle.</summary>
    private static async Task<int[]> StencilAsync(JsonElement generation, double width, double length)
    {
        using var browser = new HttpClient(new SocketsHttpHandler());
        using var stencil = PixelAssert.Decoded(
            await browser.GetByteArrayAsync(generation.GetProperty("stencilUrl").GetString()));
        var (partX, partY) = width == 0 ? (1, 1) : (Math.Min(1, width / length * 4), Math.Min(1, length / width * 4));
        return [.. Enumerable.Range(0, 400).Select(at =>
        {
            var x = (((((at % 20) + 0.5) / 20) - 0.5) * partX) + 0.5;
            var y = (((((at / 20) + 0.5) / 20) - 0.5) * partY) + 0.5;
            return (int)PixelAssert.At(stencil, x, y).R;
        })];
    }

    [GeneratedRegex(@"^Point 2: [45][.]?\d* m from the left, 2[.]?\d* m from the top$")]
    private static partial Regex MovedPoint();
}
