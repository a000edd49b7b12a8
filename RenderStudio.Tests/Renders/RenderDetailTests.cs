using RenderStudio.Core.Assets;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Renders;

/// <summary>The details of one render that the real pipeline created.</summary>
public sealed class RenderDetailTests(Services services)
{
    [Fact]
    public async Task A_render_shows_its_pictures_in_all_sizes_and_the_request_that_created_it()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, prompt: "a room, photographed");
        var photos = await PhotosAsync(engine, seeded);
        await engine.ExecuteAsync(
            "update generations set input1_id = @first, input2_id = @second, negative_prompt = 'fog' where id = @Id",
            new { first = photos[1].Id, second = photos[0].Id, seeded.Id });
        await engine.ExecuteAsync("update assets set deleted_at = now() where id = @Id", photos[0]);
        await CompletionTests.CompleteAsync(engine, seeded, Stripes(600, 300, 3), Stripes(300, 300, 7));

        var render = await ShowAsync(engine, seeded);

        Assert.Equal(("a room", "fog", "a room, photographed"),
            (render.Prompt, render.NegativePrompt, render.ComposedPrompt));
        Assert.Equal(("imagine", "draft", "1:1", "black-forest-labs/flux-schnell"),
            (render.Mode, render.Quality, render.AspectRatio, render.Model));
        Assert.Equal(await engine.QueryAsync<long>("select seed from predictions where generation_id = @Id", seeded),
            render.Seed);
        Assert.Equal((4, 0), (render.Credits, render.CoverIndex));
        Assert.Equal([photos[1].Id, photos[0].Id], render.Inputs.Select(input => input.Id));
        Assert.Equal([true, false], render.Inputs.Select(input => input.Url is not null));
        Assert.Equal(Enumerable.Range(1, render.Timeline.Count), render.Timeline.Select(line => line.Seq));
        Assert.Equal("succeeded", render.Timeline[^1].Stage);
        var variants = render.Variants.OrderBy(variant => variant.Index).ToList();
        await SizesAsync(variants[0], "full 600x300", "thumb 400x200", "112x112 112x112", "56x56 56x56");
        await SizesAsync(variants[1], "full 300x300", "thumb 300x300", "112x112 112x112", "56x56 56x56");
    }

    [Fact]
    public async Task No_seed_is_shown_for_a_model_without_seeds_or_a_model_that_is_no_longer_offered()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await CompletionTests.CompleteAsync(engine, seeded, Stripes(64, 64, 3));
        await engine.ExecuteAsync("update generations set model = 'google/nano-banana' where id = @Id", seeded);
        Assert.Null((await ShowAsync(engine, seeded)).Seed);

        await engine.ExecuteAsync("update generations set model = 'gone/model' where id = @Id", seeded);
        Assert.Null((await ShowAsync(engine, seeded)).Seed);
    }

    private static async Task<RenderView> ShowAsync(Engine engine, SeededGeneration seeded)
    {
        var shown = await engine.Get<GetRender>().RunAsync(seeded.RenderId, new Caller(seeded.OwnerId), default);
        Assert.False(shown.Failed(out var problem, out var render), problem?.Message);
        return render!;
    }

    private static async Task SizesAsync(VariantView variant, params string[] expected)
    {
        Assert.Equal(expected, variant.Sizes!.Select(size => $"{size.Name} {size.Width}x{size.Height}"));
        Assert.Equal(variant.Url, variant.Sizes![0].Url);
        Assert.Equal(variant.ThumbnailUrl, variant.Sizes![1].Url);
        Assert.Matches("^#[0-9a-f]{6}$", variant.Placeholder);
        using var browser = new HttpClient(new SocketsHttpHandler());
        foreach (var size in variant.Sizes!)
        {
            var bytes = await browser.GetByteArrayAsync(size.Url);
            var header = PictureInspection.Inspect(bytes, PictureLimits.Outputs).Value!;
            Assert.Equal((PictureFormat.WebP, size.Width, size.Height, size.Bytes),
                (header.Format, header.Width, header.Height, bytes.Length));
        }
    }

    private static async Task<IReadOnlyList<Asset>> PhotosAsync(Engine engine, SeededGeneration seeded)
    {
        List<Asset> photos = [];
        foreach (var width in new[] { 80, 90 })
        {
            using var picture = Drawing.Quarters(width, 80);
            var stored = await engine.Get<AssetFiles>().StoreAsync(
                seeded.OwnerId, AssetKind.Input, picture.EncodePng(), default);
            photos.Add(stored.Value!);
            await engine.ExecuteAsync(
                """
                insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
                values (@Id, @OwnerId, @Kind, @Path, @ContentType, @Bytes, @Sha256, @Width, @Height)
                """, stored.Value);
        }

        return photos;
    }

    private static string Stripes(int width, int height, int count)
    {
        using var picture = Drawing.Paint(
            width, height, (x, _) => x * count / width % 2 == 0 ? Drawing.Green : Drawing.Red);
        return "data:image/png;base64," + Convert.ToBase64String(picture.EncodePng());
    }
}
