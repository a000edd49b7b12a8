using System.Net.Http.Json;
using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A user of the studio page erases their data.</summary>
public sealed class PageAccountErasureScenario(SharedStudio shared)
{
    [Fact]
    public async Task Erased_data_is_gone_from_the_browser_and_a_new_sign_in_starts_empty()
    {
        var studio = await shared.RunningAsync();
        var name = $"erased-{Guid.NewGuid():n}";
        await FillAsync(studio, name);
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync(name);
        await visit.Page.GetByLabel("Wishes (optional)").FillAsync("a draft that must not stay");
        await visit.Link("Account").ClickAsync();
        await PageVisit.ShowsAsync(visit.Page.GetByText("Latest changes"));
        await visit.Link("Your data").ClickAsync();

        var go = visit.Button("Erase everything");
        await Assertions.Expect(go).ToHaveAttributeAsync("aria-disabled", "true");
        await visit.Page.GetByLabel("Type “erase” to confirm").PressSequentiallyAsync("erase");
        await visit.Page.Keyboard.PressAsync("Enter");
        await PageVisit.ShowsAsync(visit.Heading("Everything is erased"));
        await PageVisit.ShowsAsync(visit.Page.GetByText("1 render, 1 picture, 0 photos"));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("sessionStorage.length + localStorage.length"));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("indexedDB.databases().then((all) => all.length)"));
        await visit.Button("Close").ClickAsync();

        await visit.Page.GetByLabel("Name").FillAsync(name);
        await visit.Button("Continue").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("What shall we make?"));
        await Assertions.Expect(visit.Page.GetByLabel("Wishes (optional)")).ToHaveValueAsync("");
        await visit.Link("My Renders").ClickAsync();
        await PageVisit.ShowsAsync(visit.Heading("Nothing here yet"));
        await visit.Page.GotoAsync("/studio/account/keys");
        await PageVisit.ShowsAsync(visit.Page.GetByText("There are no keys yet."));

        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Another_tab_of_the_user_signs_out_before_the_erasure_is_answered()
    {
        var studio = await shared.RunningAsync();
        var name = $"erased-{Guid.NewGuid():n}";
        await using var visit = await PageVisit.OpenAsync(studio.Address);
        await visit.SignInAsync(name);
        var same = await visit.OpenTabAsync();
        await same.SignInAsync(name);
        var different = await visit.OpenTabAsync();
        await different.SignInAsync($"{name}-2");
        var answer = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/api/v1/me", async route =>
        {
            await answer.Task;
            await route.FallbackAsync();
        });

        await visit.Page.GotoAsync("/studio/account/erase");
        await visit.Page.GetByLabel("Type “erase” to confirm").FillAsync("erase");
        await visit.Button("Erase everything").ClickAsync();
        await PageVisit.ShowsAsync(same.Heading("Sign in"));
        Assert.Equal(0, await same.Page.EvaluateAsync<int>("sessionStorage.length"));
        await PageVisit.ShowsNoAsync(visit.Heading("Everything is erased"));
        answer.SetResult();
        await PageVisit.ShowsAsync(visit.Heading("Everything is erased"));
        await PageVisit.ShowsAsync(different.Heading("What shall we make?"));

        Assert.Empty(visit.Faults.Concat(same.Faults).Concat(different.Faults));
    }

    /// <summary>Makes a render and an API key of the user.</summary>
    private static async Task FillAsync(StudioProcess studio, string name)
    {
        using var http = studio.Client(await studio.TokenAsync(name));
        using var user = new StudioUser(http);
        await user.SucceededAsync(await user.SubmitAsync(new { mode = "imagine", prompt = "a room to forget" }));
        using var key = await http.PostAsJsonAsync(
            "/api/v1/api-keys", new { name = "The shop", scopes = new[] { "read" } });
        key.EnsureSuccessStatusCode();
    }
}
