using Microsoft.Playwright;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Scenarios;

/// <summary>Pictures of the screens, in both themes and three widths, for people who look at them.</summary>
internal sealed class PageCamera(IPage page)
{
    public const string Folder = "artifacts/page";

    private const int Height = 900;
    private const int UsualWidth = 1280;

    public static readonly int[] Widths = [360, 1024, 1600];
    public static readonly ColorScheme[] Themes = [ColorScheme.Light, ColorScheme.Dark];

    // Pictures at the top of the page, in all its elements. Content that comes into view is drawn in the next frame.
    private const string PicturesAreShown =
        """
        async () => {
          scrollTo(0, 0);
          await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          const all = (root) => [...root.querySelectorAll("*")]
            .flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
          return all(document).filter((one) => one.localName === "img" && one.getBoundingClientRect().top < innerHeight)
            .every((one) => one.complete);
        }
        """;

    /// <summary>Takes pictures of the screen as it is now: <c>{name}-{theme}-{width}.png</c>.</summary>
    public async Task TakeAsync(string name, bool whole = true)
    {
        foreach (var width in Widths)
        {
            await page.SetViewportSizeAsync(width, Height);
            foreach (var theme in Themes)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
                await page.WaitForFunctionAsync(PicturesAreShown);
                await page.ScreenshotAsync(new()
                {
                    Path = PathOf($"{name}-{theme.ToString().ToLowerInvariant()}-{width}.png"),
                    FullPage = whole,
                    Animations = ScreenshotAnimations.Disabled,
                });
            }
        }

        await page.SetViewportSizeAsync(UsualWidth, Height);
    }

    /// <summary>Takes a picture of the usual window in the light theme, small enough for a README.</summary>
    public async Task TakeForReadmeAsync(string name)
    {
        await page.SetViewportSizeAsync(UsualWidth, Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        await page.WaitForFunctionAsync(PicturesAreShown);
        var png = await page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });
        Assert.False(Picture.Decode(png).Failed(out var problem, out var picture), problem?.Message);
        await File.WriteAllBytesAsync(PathOf($"{name}.webp"), picture!.EncodeWebP());
    }

    public static string PathOf(string file) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, Folder)).FullName, file);
}
