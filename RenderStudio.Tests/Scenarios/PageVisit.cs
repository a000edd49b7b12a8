using System.Collections.Concurrent;
using Microsoft.Playwright;
using RenderStudio.Tests.Functions.Assets;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// A visit of the studio page in a real browser, with an empty profile. It collects what the page must never cause:
/// errors in the console, and violations of the Content-Security-Policy.
/// </summary>
internal sealed class PageVisit : IAsyncDisposable
{
    private const float PatienceMs = 60_000;

    private readonly ConcurrentQueue<string> faults = new();
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private PageVisit(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (this.playwright, this.browser, Page) = (playwright, browser, page);
        page.SetDefaultTimeout(PatienceMs);
        page.Console += (_, message) => Note(message.Type is "error" or "warning" ? message.Text : null);
        page.PageError += (_, error) => Note(error);
    }

    public IPage Page { get; }

    /// <summary>Errors, warnings and blocked content so far.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <param name="locale">The language that the browser prefers.</param>
    public static async Task<PageVisit> OpenAsync(Uri address, string locale = "en-US")
    {
        var (program, libraries) = Browser.Program;
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            Env = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = libraries },
        });
        var page = await browser.NewPageAsync(new() { BaseURL = address.AbsoluteUri, Locale = locale });
        var visit = new PageVisit(playwright, browser, page);
        await page.ExposeFunctionAsync<string, bool>("noteViolation", violation => visit.Note(violation));
        await page.AddInitScriptAsync(
            """
            addEventListener("securitypolicyviolation", (event) =>
              noteViolation(`${event.violatedDirective}: ${event.blockedURI} in ${event.sourceFile}`));
            """);
        return visit;
    }

    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true });

    public ILocator Button(string text) => Page.GetByRole(AriaRole.Button, new() { Name = text, Exact = true });

    public ILocator Link(string text) => Page.GetByRole(AriaRole.Link, new() { Name = text, Exact = true });

    public static Task ShowsAsync(ILocator element) =>
        Assertions.Expect(element).ToBeVisibleAsync(new() { Timeout = PatienceMs });

    /// <summary>Signs in at the local studio as a user of its own, by the screens of the page.</summary>
    public async Task SignInAsync(string user)
    {
        await Page.GotoAsync("/studio/account");
        await Button("Sign in as another user").ClickAsync();
        await Page.GetByLabel("Name").FillAsync(user);
        await Button("Continue").ClickAsync();
        await ShowsAsync(Heading("What shall we make?"));
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private bool Note(string? fault)
    {
        if (fault is not null)
            faults.Enqueue(fault);
        return true;
    }
}
