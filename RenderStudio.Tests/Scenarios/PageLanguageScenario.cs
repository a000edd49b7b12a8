using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>The studio page in German, and the change of its language.</summary>
public sealed class PageLanguageScenario(SharedStudio shared) : IAsyncLifetime
{
    private StudioProcess studio = null!;
    private ShownTexts texts = null!;

    public async ValueTask InitializeAsync()
    {
        studio = await shared.RunningAsync();
        using var user = studio.Client(await studio.TokenAsync($"catalog-{Guid.NewGuid():n}"));
        texts = new(await user.GetFromJsonAsync<JsonElement>("/api/v1/catalog"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task With_a_German_browser_no_screen_shows_English_or_scrolls_sideways_at_320_pixels()
    {
        await using var visit = await PageVisit.OpenAsync(studio.Address, new() { Locale = "de-DE" });
        await visit.Page.SetViewportSizeAsync(320, 900);

        await visit.Page.GotoAsync("/studio/account");
        await PageVisit.ShowsAsync(visit.Page.GetByText("Letzte Änderungen"));
        await ChecksAsync(visit, "account");
        await visit.Button("Mit anderem Namen anmelden").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Weiter"));
        await ChecksAsync(visit, "sign-in");
        await visit.Page.GetByLabel("Name").FillAsync($"german-{Guid.NewGuid():n}");
        await visit.Button("Weiter").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Was möchten Sie erstellen?"));
        await ChecksModesAsync(visit);
        await visit.Link("Meine Entwürfe").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Hier ist noch nichts"));
        await ChecksAsync(visit, "no renders");
        await visit.Link("Das erste Bild erstellen").ClickAsync();
        await ChecksGenerationAsync(visit);
        await visit.Page.GotoAsync("/studio/renders");
        await PageVisit.ShowsAsync(visit.Page.GetByText("1 Entwurf"));
        await ChecksAsync(visit, "renders");
        await visit.Button("Auswählen").ClickAsync();
        await visit.Button("Alle auswählen").ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("1 ausgewählt"));
        await ChecksAsync(visit, "selected renders");
        await ChecksAccountAsync(visit);
        await visit.Page.GotoAsync($"/studio/renders/{Guid.NewGuid()}");
        await PageVisit.ShowsAsync(visit.Heading("Diesen Entwurf gibt es nicht"));
        await ChecksAsync(visit, "missing render");
        await visit.Page.GotoAsync($"/studio/generations/{Guid.NewGuid()}");
        await PageVisit.ShowsAsync(visit.Heading("Dieser Auftrag kann nicht angezeigt werden"));
        await ChecksAsync(visit, "missing generation");
        await visit.Page.GotoAsync("/studio/nowhere");
        await PageVisit.ShowsAsync(visit.Heading("Diese Seite gibt es nicht"));
        await ChecksAsync(visit, "unknown address");

        Assert.Equal("de", await visit.Page.EvaluateAsync<string>("document.documentElement.lang"));
    }

    [Theory]
    [InlineData("de-DE", "/assets/de-", "/assets/en-")]
    [InlineData("en-AU", "/assets/en-", "/assets/de-")]
    [InlineData("fr-FR", "/assets/en-", "/assets/de-")]
    public async Task The_browser_loads_the_texts_of_its_language_only(string locale, string own, string other)
    {
        await using var visit = await PageVisit.OpenAsync(studio.Address, new() { Locale = locale });
        var loaded = new ConcurrentQueue<string>();
        visit.Page.Request += (_, request) => loaded.Enqueue(request.Url);

        await visit.Page.GotoAsync("/studio", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await PageVisit.ShowsAsync(visit.Page.Locator("h1"));

        Assert.Contains(loaded, address => address.Contains(own, StringComparison.Ordinal));
        Assert.DoesNotContain(loaded, address => address.Contains(other, StringComparison.Ordinal));
        Assert.Empty(visit.Faults);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_of_the_language_keeps_the_draft_and_has_its_own_plurals(bool isStorageBlocked)
    {
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        if (isStorageBlocked)
        {
            await visit.Page.AddInitScriptAsync(
                "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('Storage is blocked.'); } })");
        }

        await visit.Page.GotoAsync("/studio");
        await visit.Button("Try it with an example room").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Remove the photo"));
        await visit.Page.GetByLabel("Wishes").FillAsync("with many plants");
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Scandinavian" }).CheckAsync();
        await PageVisit.ShowsAsync(visit.Button("Make the picture"));
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "2", Exact = true }).CheckAsync();
        await PageVisit.ShowsAsync(visit.Button("Make 2 pictures"));

        await visit.Page.GetByLabel("Language").SelectOptionAsync("de");
        await PageVisit.ShowsAsync(visit.Button("2 Bilder erstellen"));
        Assert.Equal("with many plants", await visit.Page.GetByLabel("Wünsche").InputValueAsync());
        Assert.True(await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Skandinavisch" }).IsCheckedAsync());
        await PageVisit.ShowsAsync(visit.Button("Foto entfernen"));
        Assert.Empty(await texts.EnglishOnAsync(visit.Page));
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "1", Exact = true }).CheckAsync();
        await PageVisit.ShowsAsync(visit.Button("Bild erstellen"));
        if (!isStorageBlocked)
            await visit.Page.ReloadAsync();
        await PageVisit.ShowsAsync(visit.Heading("Was möchten Sie erstellen?"));
        Assert.Equal("with many plants", await visit.Page.GetByLabel("Wünsche").InputValueAsync());
        Assert.Empty(visit.Faults);
    }

    private async Task ChecksModesAsync(PageVisit visit)
    {
        await ChecksAsync(visit, "make");
        foreach (var mode in new[] { "Kombination", "Freier Entwurf", "Flächenentwurf" })
        {
            await visit.Page.GetByRole(AriaRole.Radio, new() { Name = mode, Exact = true }).CheckAsync();
            await ChecksAsync(visit, mode);
        }

        await ChecksPlanAsync(visit);
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Neuer Stil", Exact = true }).CheckAsync();
    }

    private async Task ChecksPlanAsync(PageVisit visit)
    {
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Wellen" }).CheckAsync(new() { Force = true });
        await visit.Page.GetByLabel("Breite in Metern").FillAsync("12");
        await visit.Page.GetByLabel("Länge in Metern").FillAsync("8");
        await visit.Button("Mit dem Rechteck beginnen").ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("4 Punkte, "));
        await visit.Page.GetByText("Punkte als Zahlen").ClickAsync();
        await ChecksAsync(visit, "plan with an outline");
        await visit.Button("Umriss entfernen").ClickAsync();
    }

    private async Task ChecksAccountAsync(PageVisit visit)
    {
        await visit.Page.GotoAsync("/studio/account/keys");
        await visit.Button("Neuer Schlüssel").ClickAsync();
        await visit.Button("Schlüssel erstellen").ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("Ist erforderlich."));
        await ChecksAsync(visit, "keys");
        await visit.Page.GotoAsync("/studio/account/webhooks");
        await visit.Button("Neuer Webhook").ClickAsync();
        await visit.Page.GetByLabel("Adresse Ihres Servers").FillAsync("http://shop.example.com/hook");
        await visit.Button("Webhook hinzufügen").ClickAsync();
        await PageVisit.ShowsAsync(visit.Text("Muss mit https:// beginnen."));
        await ChecksAsync(visit, "webhooks");
        await visit.Page.GotoAsync("/studio/account/erase");
        await PageVisit.ShowsAsync(visit.Button("Alles löschen"));
        await ChecksAsync(visit, "erase");
    }

    private async Task ChecksGenerationAsync(PageVisit visit)
    {
        await visit.Button("Mit einem Beispielraum ausprobieren").ClickAsync();
        await PageVisit.ShowsAsync(visit.Button("Foto entfernen"));
        await PageVisit.ShowsAsync(visit.Page.GetByText("etwa "));
        await ChecksAsync(visit, "make with a photo");
        await visit.Button("Bild erstellen").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Fertig"));
        await PageVisit.ShowsAsync(visit.Page.GetByText("Das Bild ist fertig."));
        await ChecksAsync(visit, "generation");
        await visit.Link("In „Meine Entwürfe“ öffnen").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Neuer Stil"));
        await visit.Page.GetByText("Andere Größen").ClickAsync();
        await ChecksAsync(visit, "render");
        await visit.Button("Veröffentlichen").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Alle, die den Link haben"));
        await ChecksAsync(visit, "public render");
    }

    private async Task ChecksAsync(PageVisit visit, string screen)
    {
        var english = await texts.EnglishOnAsync(visit.Page);
        Assert.True(english.Count == 0, $"{screen} shows: {string.Join(" | ", english)}");
        Assert.True(
            await visit.Page.EvaluateAsync<bool>(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            $"{screen} scrolls sideways.");
    }
}
