using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// Takes pictures of every screen in its main states, in <c>artifacts/page</c>. <c>docs/images</c> contains copies of
/// those that the README shows.
/// </summary>
public sealed class PageScreenshotScenario(SharedStudio shared) : IAsyncLifetime
{
    private readonly string user = $"camera-{Guid.NewGuid():n}";
    private readonly string word = $"loggia{Guid.NewGuid():n}";
    private StudioProcess studio = null!;
    private PageVisit visit = null!;
    private PageCamera camera = null!;

    public async ValueTask InitializeAsync()
    {
        studio = await shared.RunningAsync();
        visit = await PageVisit.OpenAsync(studio.Address);
        camera = new(visit.Page);
        await visit.SignInAsync(user);
    }

    public ValueTask DisposeAsync() => visit.DisposeAsync();

    [Fact]
    public async Task Every_screen_has_pictures_of_its_states()
    {
        await TakeMakeAsync();
        await TakeOutcomesAsync();
        await TakeLibraryAsync();
        await TakeRenderAsync();
        await TakeFrameAsync();

        Assert.All(ReadmeImages.Names, name => Assert.True(File.Exists(PageCamera.PathOf(name)), name));
    }

    /// <summary>The first screen in each mode, and the empty library of a new user.</summary>
    private async Task TakeMakeAsync()
    {
        await camera.TakeAsync("make-empty");
        await visit.Link("My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Nothing here yet"));
        await camera.TakeAsync("renders-empty");
        await visit.Link("Make the first one").ClickAsync();
        foreach (var mode in (string[])["Virtual staging", "Compose", "Imagine", "Inspire"])
        {
            await visit.Radio(mode).CheckAsync();
            await camera.TakeAsync($"make-{mode.ToLowerInvariant().Replace(' ', '-')}");
        }

        await visit.Radio("Waves").CheckAsync();
        await visit.Page.GetByLabel("Width in metres").FillAsync("8");
        await visit.Page.GetByLabel("Length in metres").FillAsync("5");
        await visit.Button("Begin with the rectangle").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Area of each colour"));
        await camera.TakeAsync("make-outline");
        await visit.Radio("Imagine").CheckAsync();
        await visit.Page.GetByLabel("Describe it").FillAsync("a nude statue in the hall");
        await PageVisit.ShowsAsync(visit.Text("These words are not allowed: nude"));
        await camera.TakeAsync("make-rejected");
    }

    /// <summary>A generation while it runs, and the ways in which it ends.</summary>
    private async Task TakeOutcomesAsync()
    {
        await studio.SimulateAsync(word, new { predictMs = 600_000 });
        await SubmitAsync($"a {word}", "Painting");
        await camera.TakeAsync("watch-running");
        await visit.Button("Cancel").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Canceled"));
        await camera.TakeAsync("watch-canceled");
        await studio.SimulateAsync(word, new { nsfwOutputs = new[] { 0, 1, 2 } });
        await SubmitAsync($"a {word}", "Not made");
        await camera.TakeAsync("watch-failed");
        await SubmitAsync("a quiet corner with a green armchair, late afternoon light", "Done", pictures: 3);
        await camera.TakeAsync("watch-done");
    }

    private async Task SubmitAsync(string prompt, string outcome, int pictures = 1)
    {
        await visit.Link("Make").ClickAsync();
        await visit.ImagineAsync(prompt, pictures);
        await PageVisit.ShowsAsync(visit.Heading(outcome));
    }

    private async Task TakeLibraryAsync()
    {
        await visit.Link("Open in My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Imagine"));
        await camera.TakeAsync("render-pictures");
        await AddDesignsAsync();
        await visit.Page.ShowManyAsync(count: 24);
        await visit.Link("My Renders").First.ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("24 renders"));
        await camera.TakeAsync("renders-full");
        await camera.TakeForReadmeAsync("studio-renders");
        await visit.Button("Select").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Select all"));
        await camera.TakeAsync("renders-selecting", whole: false);
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.UnrouteAllAsync();
        await visit.Page.GetByLabel("Search").FillAsync("pagoda");
        await PageVisit.ShowsAsync(visit.Heading("Nothing found"));
        await camera.TakeAsync("renders-none");
    }

    /// <summary>Designs in several shapes, patterns and ranges of colours.</summary>
    private async Task AddDesignsAsync()
    {
        (string Stencil, string Ratio, string[] Palette)[] designs =
        [
            ("bands", "16:9", ["#e8e3d8", "#0075bc", "#e5a144", "#609b63"]),
            ("islands", "3:2", ["#609b63", "#e4c4aa", "#00a6a3"]),
            ("radial", "3:4", ["#ffd833", "#f15b32", "#e21f2f", "#e8e3d8"]),
            ("mosaic", "1:1", ["#e4c4aa", "#f15b32", "#493d8c"]),
            ("waves", "4:3", ["#47afe3", "#0075bc", "#e8e3d8", "#ffd833"]),
            ("bands", "1:1", ["#00a6a3", "#e8e3d8", "#f15b32"]),
            ("waves", "3:2", ["#493d8c", "#e8457e", "#e4c4aa"]),
            ("islands", "16:9", ["#0075bc", "#e8e3d8", "#609b63", "#ffd833"]),
            ("mosaic", "16:9", ["#039dc4", "#e8e3d8", "#ffd833", "#609b63"]),
        ];
        using var owner = new StudioUser(studio.Client(await studio.TokenAsync(user)));
        foreach (var (stencil, aspectRatio, palette) in designs)
        {
            await owner.SucceededAsync(await owner.SubmitAsync(
                new { mode = "inspire", prompt = "a river delta", seed = 1, stencil, aspectRatio, palette }));
        }
    }

    private async Task TakeRenderAsync()
    {
        await visit.Link("Make").ClickAsync();
        await visit.Radio("Redesign").CheckAsync();
        await visit.Radio("1").CheckAsync();
        await visit.Button("Try it with an example room").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Remove the photo"));
        await visit.Radio("Japandi").CheckAsync();
        await PageVisit.ShowsAsync(visit.Text("about "));
        await camera.TakeAsync("make-photo");
        await camera.TakeForReadmeAsync("studio-make");
        await visit.Button("Make the picture").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await visit.Link("Open in My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Japandi"));
        await camera.TakeAsync("render");
        await visit.Button("Full view").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Every pixel"));
        await camera.TakeAsync("full-view", whole: false);
        await visit.Button("Close").ClickAsync();
    }

    /// <summary>The account, and what appears in place of a screen.</summary>
    private async Task TakeFrameAsync()
    {
        await visit.Link("Account").ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("Latest changes"));
        await camera.TakeAsync("account");
        foreach (var part in (string[])["API keys", "Webhooks", "Your data"])
        {
            await visit.Link(part).ClickAsync();
            await PageVisit.ShowsAsync(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First);
            await camera.TakeAsync($"account-{part.ToLowerInvariant().Replace(' ', '-')}");
        }

        await visit.Page.GotoAsync("/studio/pictures");
        await PageVisit.ShowsAsync(visit.Heading("There is no such page"));
        await camera.TakeAsync("unknown");
        await visit.Page.GotoAsync($"/studio/renders/{Guid.NewGuid()}");
        await PageVisit.ShowsAsync(visit.Heading("This render does not exist"));
        await camera.TakeAsync("render-missing");
        await visit.Page.RouteAsync("**/studio/config.json", route => route.AbortAsync());
        await visit.Page.ReloadAsync();
        await PageVisit.ShowsAsync(visit.Heading("The studio does not answer"));
        await camera.TakeAsync("unreachable");
        await visit.Page.UnrouteAllAsync();
        await visit.Page.GotoAsync("/studio/account");
        await visit.Button("Sign in as another user").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Sign in"));
        await camera.TakeAsync("sign-in");
    }
}
