using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>
/// Every request that an owner can submit, sent to the simulator. Its schemas were written from Replicate's schemas and
/// not from the app's mapping. Unknown inputs are rejected, too.
/// </summary>
public sealed class EveryRequestTests(SimulatorProcess simulator)
{
    private static readonly PromptCatalogue Prompts = PromptCatalogue.Load();

    private static readonly ModelCatalogue Models = ModelCatalogue.Load([.. Prompts.Modes.Select(mode => mode.Id)]);

    public static TheoryData<string, string> Offers() => new(
        Prompts.Modes.SelectMany(mode => Models.Of(mode.Id), (mode, model) => (mode.Id, model.Id)));

    [Theory]
    [MemberData(nameof(Offers))]
    public async Task Every_aspect_ratio_quality_and_number_is_accepted(string modeId, string modelId)
    {
        var (mode, model) = (Prompts.Mode(modeId)!, Models.Get(modelId));
        using var user = new SimulatorUser(await simulator.AddressAsync());
        await user.SetAsync(new { coldBootMs = 60_000, rateLimitPerMinute = 100_000, unknownInput = "refuse" });

        var orders = Orders(mode, model).ToList();
        foreach (var order in orders)
        {
            foreach (var range in PredictionRange.Split(order.Variants, model.VariantsPerRun).DistinctBy(range => range.Count))
                await AcceptedAsync(user, mode, order, range);
        }

        Assert.NotEmpty(orders);
    }

    /// <summary>Every combination that the submit validation accepts.</summary>
    private static IEnumerable<GenerationSpecification> Orders(Mode mode, Model model)
    {
        var rules = new SubmitRules(Prompts, Models, new Moderation(ModerationPolicy.Load(), LookAlikes.Load()),
            new InspireRules(new ReadPalette(PaletteCatalogue.Load())));
        var photos = Enumerable.Repeat(new PhotoSource(Guid.NewGuid(), default), mode.Photos).ToList();
        foreach (var ratio in Models.AspectRatios.Select(ratio => ratio.Id).Append(AspectRatio.MatchInput))
        {
            foreach (var quality in Quality.Known)
            {
                for (var variants = 1; variants <= SubmitRules.MaxVariants; variants++)
                {
                    var judged = rules.Validate(new SubmitRequest
                    {
                        Mode = mode.Id,
                        Model = model.Id,
                        Prompt = "a reading corner",
                        NegativePrompt = "red cushions",
                        AspectRatio = ratio,
                        Quality = quality,
                        Variants = variants,
                        Input1 = photos.FirstOrDefault(),
                        Input2 = photos.Skip(1).FirstOrDefault(),
                        Palette = mode.DrawsStencil ? JsonElement.Parse("\"tpv-21\"") : null,
                    });
                    if (!judged.Failed(out var problem, out var order))
                        yield return order;
                    else
                        Assert.Equal(["aspectRatio"], problem.Errors!.Keys);
                }
            }
        }
    }

    private static async Task AcceptedAsync(SimulatorUser user, Mode mode, GenerationSpecification order, PredictionRange range)
    {
        var pictures = order.Photos.Count + (mode.DrawsStencil ? 1 : 0);
        Uri[] photos =
            [.. Enumerable.Range(0, pictures).Select(at => new Uri($"https://photos.example.com/{at}.png?sig=a%2Bb"))];
        var mapped = Models.Map(order.Model, new()
        {
            Mode = mode.Id,
            Prompt = $"{user.Prompt}\na reading corner",
            Negative = $"{mode.Negative}, {order.NegativePrompt}",
            Avoid = order.NegativePrompt,
            AspectRatio = order.AspectRatio,
            Quality = order.Quality,
            Variants = range.Count,
            Seed = 2_000_000_003,
            Photos = photos,
        });
        Assert.Empty(mapped.Errors);

        var request = new JsonObject { ["input"] = mapped.Input };
        if (order.Model.VersionReference is { } version)
            request["version"] = version;
        var answer = await user.PostAsync($"v1/{order.Model.CreatePath}", request);

        Assert.True(answer.Status == 201,
            $"{mode.Id} {order.Model.Id} {order.AspectRatio} {order.Quality} × {range.Count}: {answer.Text}");
        await user.CancelAsync(answer.Id);
    }
}
