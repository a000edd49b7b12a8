using RenderStudio.Core.Assets;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Imaging;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Outputs;

/// <summary>A picture without value to its owner is shown with its flaw, but not charged.</summary>
public sealed class FlawTests(Services services)
{
    private const int Price = 2;

    [Fact]
    public async Task A_blank_picture_is_flagged_and_the_other_one_is_charged()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        await CompletionTests.CompleteAsync(engine, seeded, Blank(0), SolidPicture.Png(200, 30, 60));

        Assert.Equal("0 blank 1, 1 fine 0", await VariantsAsync(engine, seeded));
        Assert.Equal("succeeded 1", await OutcomeAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance - Price, await BalanceAsync(engine, seeded));
        Assert.Equal("Picture 1 is blank; it is not charged.", await engine.QueryAsync<string>(
            "select detail from generation_events where generation_id = @Id and code = 'variant_blank'", seeded));
        Assert.Equal(1, await engine.QueryAsync<int>("select cover_index from renders where id = @RenderId", seeded));
    }

    [Fact]
    public async Task A_duplicate_picture_is_charged_once()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        var picture = SolidPicture.Png(200, 30, 60);

        await CompletionTests.CompleteAsync(engine, seeded, picture, picture);

        Assert.Equal("0 fine 0, 1 duplicate 1", await VariantsAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance - Price, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task A_duplicate_of_a_picture_of_another_prediction_is_not_charged()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var picture = SolidPicture.Png(200, 30, 60);

        // The later prediction is stored first: its picture was charged, so it stays the original.
        foreach (var prediction in seeded.Predictions.Reverse())
        {
            var part = seeded with { Predictions = [prediction] };
            await RunUpdates.ApplyAsync(engine, part, $"run-{prediction:n}", "succeeded", null, picture);
            await engine.Get<CompletePrediction>().RunAsync(prediction, default);
        }

        Assert.Equal("0 duplicate 1, 1 fine 0", await VariantsAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance - Price, await BalanceAsync(engine, seeded));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_output_equal_to_the_photo_is_not_charged_in_either_container(bool isPublic)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        using var drawn = Drawing.PhotoLike(256, 192, seed: 5);
        var photo = drawn.EncodePng();
        Assert.False((await engine.Get<UploadAsset>().RunAsync(
            AssetKind.Input, null, photo, new(seeded.OwnerId), default)).Failed(out _, out var asset));
        Assert.Null(await engine.Get<ChangeVisibility>().RunAsync(asset.Id, seeded.OwnerId, isPublic, default));
        await engine.ExecuteAsync(
            "update generations set input1_id = @photo where id = @Id", new { photo = asset.Id, seeded.Id });

        // The upload has opened the account, with the credits of the month.
        var before = await BalanceAsync(engine, seeded);

        await CompletionTests.CompleteAsync(
            engine, seeded, "data:image/png;base64," + Convert.ToBase64String(photo));

        Assert.Equal("0 unchanged 0", await VariantsAsync(engine, seeded));
        Assert.Equal(before + Price, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task A_render_with_only_blank_pictures_costs_nothing()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        await CompletionTests.CompleteAsync(engine, seeded, Blank(0), Blank(255));

        Assert.Equal("succeeded 0", await OutcomeAsync(engine, seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public void The_same_picture_in_another_format_is_the_same_and_a_small_change_is_not()
    {
        using var photo = Drawing.PhotoLike(600, 400, seed: 3);
        using var again = PixelAssert.Decoded(photo.EncodeJpeg(85));
        var pixels = photo.ReadPixels();
        for (var row = 100; row < 118; row++)
            pixels.AsSpan(((row * 600) + 200) * 3, 18 * 3).Fill(255);
        using var changed = Picture.FromPixels(600, 400, hasAlpha: false, pixels);

        var signature = PictureSignature.Of(photo);

        Assert.True(signature.IsSameAs(PictureSignature.Of(again)));
        Assert.False(signature.IsSameAs(PictureSignature.Of(changed)));
        Assert.False(signature.IsBlank);
    }

    private static string Blank(byte level)
    {
        using var picture = Drawing.Paint(64, 64, (_, _) => (level, level, level));
        return "data:image/png;base64," + Convert.ToBase64String(picture.EncodePng());
    }

    /// <summary>Index, flaw and rank of each variant.</summary>
    private static Task<string> VariantsAsync(Engine engine, SeededGeneration seeded) => engine.QueryAsync<string>(
        """
        select string_agg(concat_ws(' ', index, coalesce(quality ->> 'flaw', 'fine'), rank), ', ' order by index)
        from variants where render_id = @RenderId
        """, seeded);

    private static Task<string> OutcomeAsync(Engine engine, SeededGeneration seeded) => engine.QueryAsync<string>(
        "select status || ' ' || delivered from generations where id = @Id", seeded);

    private static Task<int> BalanceAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<int>("select balance from accounts where owner_id = @OwnerId", seeded);
}
