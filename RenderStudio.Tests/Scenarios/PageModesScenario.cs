using Microsoft.Playwright;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Prompts;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Scenarios;

/// <summary>The whole way of a user for each mode of the catalogue: from the sign-in to a downloaded picture.</summary>
public sealed class PageModesScenario(SharedStudio shared)
{
    private static readonly PromptCatalogue Catalogue = PromptCatalogue.Load();

    public static TheoryData<string> Modes => new(Catalogue.Modes.Select(mode => mode.Id));

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_user_makes_a_picture_finds_it_and_downloads_it(string id)
    {
        var mode = Catalogue.Modes.Single(one => one.Id == id);
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"mode-{Guid.NewGuid():n}");

        await visit.Radio(mode.Name).CheckAsync();
        await FillInAsync(visit, id);
        await PageVisit.ShowsAsync(visit.Text("about "));
        await visit.Button("Make the picture").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await visit.Link("My Renders").ClickAsync();
        await visit.Page.GetByLabel("All kinds").SelectOptionAsync(id);
        await PageVisit.ShowsAsync(visit.Text("1 render"));
        await visit.Page.Locator("render-tile a").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading(mode.Name));
        var comparison = visit.Page.GetByLabel("Compare with your photo");
        await Assertions.Expect(comparison).ToHaveCountAsync(mode.Photos == 0 ? 0 : 1);
        var bytes = await DownloadedAsync(visit, visit.Button("Download"));

        Assert.Equal(PictureFormat.WebP, PictureFormats.Recognise(bytes));
        if (mode.DrawsStencil)
            await ShowsExactColoursAsync(visit);
        Assert.Empty(visit.Faults);
    }

    /// <summary>What the mode requires, and one of the fields that only some modes have.</summary>
    private static Task FillInAsync(PageVisit visit, string mode) => mode switch
    {
        "redesign" => RoomAsync(visit, "living_room"),
        "staging" => RoomAsync(visit, "bedroom"),
        "compose" => ComposeAsync(visit),
        "imagine" => ImagineAsync(visit),
        "inspire" => InspireAsync(visit),
        _ => throw new InvalidOperationException($"This scenario has no case for the mode {mode}."),
    };

    private static async Task RoomAsync(PageVisit visit, string room)
    {
        await PhotoAsync(visit, 0);
        await visit.Page.GetByLabel("Room").SelectOptionAsync(room);
    }

    private static async Task ComposeAsync(PageVisit visit)
    {
        await PhotoAsync(visit, 0);
        await PageVisit.ShowsAsync(visit.Text("Add both photos to continue."));
        await PhotoAsync(visit, 1);
    }

    private static async Task ImagineAsync(PageVisit visit)
    {
        await visit.Page.GetByLabel("Describe it").FillAsync("a reading corner with a green armchair");
        await visit.Radio("Wide 16:9").CheckAsync();
    }

    private static async Task InspireAsync(PageVisit visit)
    {
        await visit.Page.GetByLabel("Describe it").FillAsync("a river delta with stepping stones");
        foreach (var colour in (string[])["Cream", "Standard Blue", "Mustard"])
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = colour }).ClickAsync();
        await visit.Radio("Waves").CheckAsync();
        await visit.Page.GetByLabel("Width in metres").FillAsync("6");
        await visit.Page.GetByLabel("Length in metres").FillAsync("4");
    }

    private static async Task PhotoAsync(PageVisit visit, int field)
    {
        var photo = visit.Page.Locator("photo-field").Nth(field);
        await photo.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "room.png", MimeType = "image/png", Buffer = DrawnRoom.Png(640, 480) });
        await PageVisit.ShowsAsync(photo.GetByText("Remove"));
    }

    /// <summary>A design states the area of each colour, and has a PNG in exactly the colours of the palette.</summary>
    private static async Task ShowsExactColoursAsync(PageVisit visit)
    {
        await PageVisit.ShowsAsync(visit.Text("Area of each colour"));
        await visit.Text("Other sizes").ClickAsync();
        var bytes = await DownloadedAsync(visit, visit.Page.GetByRole(AriaRole.Button, new() { Name = "PNG, exact" }));

        Assert.Equal(PictureFormat.Png, PictureFormats.Recognise(bytes));
    }

    private static async Task<byte[]> DownloadedAsync(PageVisit visit, ILocator button)
    {
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => button.ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }
}
