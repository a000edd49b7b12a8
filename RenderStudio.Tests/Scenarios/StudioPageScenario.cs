using Microsoft.Playwright;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A user of the studio page, from the first visit to a downloaded picture.</summary>
public sealed class StudioPageScenario(SharedStudio shared)
{
    [Fact]
    public async Task The_page_opens_signed_in_and_another_user_can_sign_in()
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);

        await visit.Page.GotoAsync("/studio");
        await PageVisit.ShowsAsync(visit.Heading("What shall we make?"));
        await visit.SignInAsync($"page-{Guid.NewGuid():n}");
        await visit.Link("My Renders").ClickAsync();

        await PageVisit.ShowsAsync(visit.Heading("Nothing here yet"));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("localStorage.length"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task With_an_issuer_the_user_signs_in_there_stays_signed_in_after_a_reload_and_signs_out_in_all_tabs()
    {
        await using var studio = await StudioProcess.StartAsync(
            "--ephemeral", "--issuer", "0", "--setting", "Page__SignIn=oidc", "--setting", "Page__ClientId=page");
        await using var visit = await PageVisit.OpenAsync(studio.Address);

        await visit.Page.GotoAsync("/studio");
        await visit.Button("Sign in").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("What shall we make?"));
        var address = visit.Page.Url;
        await visit.Page.ReloadAsync();
        await PageVisit.ShowsAsync(visit.Heading("What shall we make?"));
        await visit.Link("Account").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Latest changes"));
        var other = await visit.OpenTabAsync();
        await other.Page.GotoAsync("/studio/renders");
        await other.Button("Sign in").ClickAsync();
        await PageVisit.ShowsAsync(other.Heading("What shall we make?"));
        await visit.Button("Sign out").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Sign in"));
        await PageVisit.ShowsAsync(other.Button("Sign in"));

        Assert.EndsWith("/studio/", address);
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("localStorage.length"));
        Assert.Equal(0, await other.Page.EvaluateAsync<int>("sessionStorage.length"));
        Assert.Empty(visit.Faults.Concat(other.Faults));
    }

    [Theory]
    [InlineData("en-US@posix", "What shall we make?")]
    [InlineData("de_DE.UTF-8", "Was möchten Sie erstellen?")]
    [InlineData("C", "What shall we make?")]
    [InlineData("", "What shall we make?")]
    public async Task The_page_opens_whatever_the_browser_calls_its_language(string language, string heading)
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.Page.AddInitScriptAsync(
            $"Object.defineProperty(navigator, 'languages', {{ get: () => ['{language}'] }});");

        await visit.Page.GotoAsync("/studio");
        await PageVisit.ShowsAsync(visit.Heading(heading));

        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_photo_becomes_a_picture_that_is_found_again_published_and_downloaded()
    {
        var studio = await shared.RunningAsync();
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync($"page-{Guid.NewGuid():n}");

        await visit.Page.Locator("photo-field input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "room.png", MimeType = "image/png", Buffer = DrawnRoom.Png(640, 480) });
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Japandi" }).CheckAsync();
        await PageVisit.ShowsAsync(visit.Button("Remove the photo"));
        await PageVisit.ShowsAsync(visit.Page.GetByText("about "));
        await visit.Button("Make the picture").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Done"));
        await visit.Link("Open in My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Japandi"));
        await PageVisit.ShowsAsync(visit.Page.GetByLabel("Compare with your photo").First);

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Button("Download").ClickAsync());
        var bytes = await File.ReadAllBytesAsync(await download.PathAsync());
        await visit.Button("Publish").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Everyone with the link"));
        await visit.Link("My Renders").First.ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("1 render"));
        await visit.Page.ReloadAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("1 render"));

        Assert.Equal(PictureFormat.WebP, PictureFormats.Recognise(bytes));
        Assert.Equal("japandi-1.webp", download.SuggestedFilename);
        Assert.Empty(visit.Faults);
    }
}
