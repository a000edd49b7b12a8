using NetVips;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

public sealed class LoaderPolicyTests
{
    private const string Svg = """<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>""";

    [Fact]
    public void An_SVG_cannot_be_rendered_where_uploads_are_read()
    {
        var refused = Assert.Throws<VipsException>(() => Picture.FromSvg(Svg));
        Assert.Contains("blocked", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tiffload_buffer", "tiffsave_buffer")]
    [InlineData("heifload_buffer", "heifsave_buffer")]
    public void Other_loaders_are_blocked_by_name_too(string loader, string saver)
    {
        using var quarters = Drawing.Quarters(64, 64);
        var options = saver == "heifsave_buffer" ? new[] { ("compression", "av1") } : [];
        Assert.False(LoaderProbe.Decodes(loader, Drawing.Save(quarters, saver, options)));
    }

    [Fact]
    public void The_probe_detects_an_enabled_loader()
    {
        using var quarters = Drawing.Quarters(64, 64);
        Assert.True(LoaderProbe.Decodes("pngload_buffer", quarters.EncodePng()));
        Assert.Empty(LoaderProbe.OpenLoaders());
    }

    [Fact]
    public void Starting_again_changes_nothing_and_another_policy_is_rejected()
    {
        Parallel.For(0, 8, _ => Libvips.Start(LoaderPolicy.Photos));
        Assert.Throws<InvalidOperationException>(() => Libvips.Start(LoaderPolicy.PhotosAndOwnSvg));
    }
}
