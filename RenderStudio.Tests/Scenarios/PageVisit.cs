using System.Collections.Concurrent;
using Microsoft.Playwright;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// A visit of the studio page in a real browser, with an empty profile. It collects what the page must never cause:
/// errors in the console, and violations of the Content-Security-Policy.
/// </summary>
internal sealed class PageVisit : IAsyncDisposable
{
    /// <summary>How long a machine that is busy may take for anything that a user waits for.</summary>
    public const float PatienceMs = 60_000;

    private readonly ConcurrentQueue<string> faults = new();
    private readonly ConcurrentQueue<ExpectedFailure> expected = new();
    private readonly Func<ValueTask> close;

    private PageVisit(IPage page, Func<ValueTask> close)
    {
        (Page, this.close) = (page, close);
        page.SetDefaultTimeout(PatienceMs);
        page.Console += (_, message) => Hear(message);
        page.PageError += (_, error) => Note(error);
    }

    public IPage Page { get; }

    /// <summary>Errors, warnings and blocked content so far, and expected failures that did not occur.</summary>
    public IReadOnlyCollection<string> Faults =>
    [
        .. faults,
        .. expected.Where(one => one is { IsCertain: true, HasOccurred: false }).Select(one => $"Did not occur: {one}"),
    ];

    public static async Task<PageVisit> OpenAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        var (program, libraries) = InstalledBrowser.Program;
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            Env = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = libraries },
        });
        options = new(options ?? new()) { BaseURL = address.AbsoluteUri };
        options.Locale ??= "en-US";
        var context = await browser.NewContextAsync(options);
        return await StartAsync(context, async () =>
        {
            await browser.DisposeAsync();
            playwright.Dispose();
        });
    }

    /// <summary>A second tab of the same browser. It closes with the first one.</summary>
    public Task<PageVisit> OpenTabAsync() => StartAsync(Page.Context, () => ValueTask.CompletedTask);

    /// <summary>Allows the console message of the browser about responses with this status.</summary>
    /// <param name="path">A part of the address.</param>
    public void ExpectStatus(string path, int status) =>
        expected.Enqueue(new(path, $"the server responded with a status of {status} ("));

    /// <summary>Allows the console message of the browser about requests that received no response.</summary>
    /// <param name="path">A part of the address.</param>
    /// <param name="reason">Such as <c>ERR_FAILED</c>.</param>
    public void ExpectLoss(string path, string reason) => expected.Enqueue(new(path, $"net::{reason}"));

    /// <inheritdoc cref="ExpectLoss" />
    /// <remarks>It depends on the time whether a request is lost.</remarks>
    public void AllowLoss(string path, string reason) =>
        expected.Enqueue(new(path, $"net::{reason}", IsCertain: false));

    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true });

    public ILocator Button(string text) => Page.GetByRole(AriaRole.Button, new() { Name = text, Exact = true });

    public ILocator Link(string text) => Page.GetByRole(AriaRole.Link, new() { Name = text, Exact = true });

    public ILocator Radio(string text) => Page.GetByRole(AriaRole.Radio, new() { Name = text, Exact = true });

    /// <summary>The first element that contains the text.</summary>
    public ILocator Text(string text) => Page.GetByText(text).First;

    public static Task ShowsAsync(ILocator element) =>
        Assertions.Expect(element).ToBeVisibleAsync(new() { Timeout = PatienceMs });

    public static Task ShowsNoAsync(ILocator element) =>
        Assertions.Expect(element).ToBeHiddenAsync(new() { Timeout = PatienceMs });

    /// <summary>Signs in at the local studio as a user of its own, by the screens of the page.</summary>
    public async Task SignInAsync(string user)
    {
        await Page.GotoAsync("/studio/account");
        await Button("Sign in as another user").ClickAsync();
        await Page.GetByLabel("Name").FillAsync(user);
        await Button("Continue").ClickAsync();
        await ShowsAsync(Heading("What shall we make?"));
    }

    /// <summary>Fills in a description on the first screen, and submits it.</summary>
    public async Task ImagineAsync(string prompt, int pictures = 1)
    {
        await Radio("Imagine").CheckAsync();
        await Page.GetByLabel("Describe it").FillAsync(prompt);
        await Radio($"{pictures}").CheckAsync();
        await ShowsAsync(Text("about "));
        await Button(pictures == 1 ? "Make the picture" : $"Make {pictures} pictures").ClickAsync();
    }

    public ValueTask DisposeAsync() => close();

    private static async Task<PageVisit> StartAsync(IBrowserContext context, Func<ValueTask> close)
    {
        var visit = new PageVisit(await context.NewPageAsync(), close);
        await visit.Page.ExposeFunctionAsync<string, bool>("noteViolation", violation => visit.Note(violation));
        await visit.Page.AddInitScriptAsync(
            """
            addEventListener("securitypolicyviolation", (event) =>
              noteViolation(`${event.violatedDirective}: ${event.blockedURI} in ${event.sourceFile}`));
            """);
        return visit;
    }

    private void Hear(IConsoleMessage message)
    {
        if (message.Type is not ("error" or "warning"))
            return;
        var allowed = expected.Where(one => one.Explains(message)).ToList();
        if (allowed.Count == 0)
            Note($"{message.Text} {new Uri(message.Location.Split('?')[0]).AbsolutePath}");
        allowed.ForEach(one => one.HasOccurred = true);
    }

    private bool Note(string fault)
    {
        faults.Enqueue(fault);
        return true;
    }
}
