using Microsoft.Playwright;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A user without a mouse.</summary>
public sealed class PageKeyboardScenario(SharedStudio shared)
{
    private const int LongestWay = 150;

    // The focus of a radio button, a description and a slider is drawn by an element around or beside it.
    private const string Focused =
        """
        () => {
          let element = document.activeElement;
          while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
          const around = [element, element.closest("label, .stack, section, nav"), ...element.parentNode.children];
          const isDrawn = (one, part) =>
            getComputedStyle(one, part).outlineStyle !== "none" && getComputedStyle(one, part).outlineWidth !== "0px";
          return {
            name: (element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText).trim(),
            isVisible: around.some((one) => one && (isDrawn(one) || isDrawn(one, "::after"))),
            description: element.outerHTML.slice(0, 200),
          };
        }
        """;

    [Fact]
    public async Task The_keyboard_alone_leads_from_the_sign_in_to_a_downloaded_picture()
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.Page.GotoAsync("/studio/account");
        await PageVisit.ShowsAsync(visit.Text("Latest changes"));

        await PressAsync(visit, "Sign in as another user");
        await GoToAsync(visit, "Name");
        await visit.Page.Keyboard.PressAsync("Control+A");
        await visit.Page.Keyboard.TypeAsync($"keyboard-{Guid.NewGuid():n}");
        await PressAsync(visit, "Continue");
        await PageVisit.ShowsAsync(visit.Heading("What shall we make?"));
        await PressAsync(visit, "Try it with an example room");
        await PageVisit.ShowsAsync(visit.Button("Remove the photo"));
        await GoToAsync(visit, "Any");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await PageVisit.ShowsAsync(visit.Text("about "));
        await PressAsync(visit, "Make the picture");
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await PressAsync(visit, "Open in My Renders");
        await PageVisit.ShowsAsync(visit.Heading("Coastal (Australia)"));
        await GoToAsync(visit, "Compare with your photo");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await PressAsync(visit, "Full view");
        await PageVisit.ShowsAsync(visit.Page.GetByRole(AriaRole.Dialog));
        await visit.Page.Keyboard.PressAsync("Escape");
        await PageVisit.ShowsNoAsync(visit.Page.GetByRole(AriaRole.Dialog));
        Assert.Equal("Full view", (await FocusAsync(visit)).Name);
        await GoToAsync(visit, "Download");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.Keyboard.PressAsync("Enter"));

        var bytes = await File.ReadAllBytesAsync(await download.PathAsync());
        Assert.Equal(PictureFormat.WebP, PictureFormats.Recognise(bytes));
        Assert.Empty(visit.Faults);
    }

    private static async Task PressAsync(PageVisit visit, string name)
    {
        await GoToAsync(visit, name);
        await visit.Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Presses Tab until the element has the focus. Each element on the way must show its focus.</summary>
    private static async Task GoToAsync(PageVisit visit, string name)
    {
        List<string> passed = [];
        while (passed.Count < LongestWay)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var focus = await FocusAsync(visit);
            Assert.True(focus.IsVisible || focus.IsPage, $"The focus is not visible: {focus.Description}");
            if (focus.Name == name)
                return;
            passed.Add(focus.Name);
        }

        Assert.Fail($"The keyboard does not reach {name}. It passes: {string.Join(" | ", passed)}");
    }

    private static Task<Focus> FocusAsync(PageVisit visit) => visit.Page.EvaluateAsync<Focus>(Focused);

    private sealed class Focus
    {
        public string Name { get; set; } = "";

        public bool IsVisible { get; set; }

        public string Description { get; set; } = "";

        /// <summary>Behind the last element, the focus leaves the page for the window.</summary>
        public bool IsPage => Description.StartsWith("<body", StringComparison.Ordinal);
    }
}
