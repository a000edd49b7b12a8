using RenderStudio.Core.Assets;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Generations;

/// <summary>Two photos, from the submit to the input of the model.</summary>
public sealed class ComposeTests(Services services, SimulatorProcess simulator)
{
    [Fact]
    public async Task Both_photos_reach_the_model_in_order_as_uploads_and_as_assets()
    {
        using var user = new SimulatorUser(await simulator.AddressAsync());
        await using var engine = await Engine.StartAsync(services,
            ("Replicate:BaseUrl", $"{user.Address}v1"), ("Replicate:ApiToken", user.Token),
            ("Plans:Free:ConcurrentGenerations", "2"));
        var caller = await OwnerAsync(engine);
        PhotoSource Upload(int width) => new(null, Drawing.Quarters(width, 80).EncodePng());

        var first = await SubmitAsync(engine, caller, user.Prompt, Upload(100), Upload(120));
        var sent = await StartAsync(engine, user, first);
        var kept = await engine.QueryAsync<(Guid, Guid)>(
            "select input1_id, input2_id from generations where id = @Id", new { first.Id });
        var second = await SubmitAsync(
            engine, caller, user.Prompt, new(kept.Item2, default), new PhotoSource(kept.Item1, default));
        var sentAgain = await StartAsync(engine, user, second);

        var widths = await Task.WhenAll(sent.Select(path => WidthAsync(engine, path)));
        Assert.Equal([100, 120], widths);
        Assert.Equal(sent.Reverse(), sentAgain);
    }

    [Theory]
    [InlineData("redesign", 2, "input2")]
    [InlineData("compose", 1, "input2")]
    [InlineData("staging", 0, "input1")]
    [InlineData("imagine", 1, "input1")]
    public async Task A_mode_accepts_exactly_the_number_of_photos_that_it_needs(string mode, int photos, string field)
    {
        await using var engine = await Engine.StartAsync(services);
        PhotoSource? Photo(int number) => number <= photos ? new(Guid.NewGuid(), default) : null;

        var refused = engine.Get<SubmitRules>().Validate(
            new SubmitRequest { Mode = mode, Prompt = "a room", Input1 = Photo(1), Input2 = Photo(2) });

        Assert.Equal([field], refused.Problem!.Errors!.Keys);
    }

    private static async Task<Caller> OwnerAsync(Engine engine)
    {
        var id = Guid.CreateVersion7();
        await engine.ExecuteAsync(
            "insert into owners (id, issuer, subject) values (@id, 'test', @id::text)", new { id });
        return new(id);
    }

    private static async Task<SubmittedGeneration> SubmitAsync(
        Engine engine, Caller caller, string prompt, PhotoSource room, PhotoSource piece)
    {
        var written = await engine.Get<SubmitGeneration>().RunAsync(
            new SubmitRequest { Mode = "compose", Prompt = prompt, Input1 = room, Input2 = piece }, caller, null, default);
        return written.Failed(out var problem, out var generation)
            ? throw new InvalidOperationException(problem.Message)
            : generation;
    }

    /// <returns>The paths of the photos in the input of the model.</returns>
    private static async Task<string[]> StartAsync(Engine engine, SimulatorUser user, SubmittedGeneration generation)
    {
        var prediction = generation.PredictionIds.Single();
        await engine.Get<StartPrediction>().RunAsync(prediction, default);
        var run = await engine.QueryAsync<string>(
            "select upstream_id from predictions where id = @prediction", new { prediction });
        var links = (await user.ReadAsync(run)).Json["input"]!["image_input"]!.AsArray();
        return [.. links.Select(link => new Uri((string)link!).AbsolutePath)];
    }

    private static Task<int> WidthAsync(Engine engine, string linkPath) => engine.QueryAsync<int>(
        "select width from assets where @linkPath like '%' || path", new { linkPath });
}
