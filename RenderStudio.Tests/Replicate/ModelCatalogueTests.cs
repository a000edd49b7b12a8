using System.Text.Json.Nodes;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

public sealed class ModelCatalogueTests
{
    private static readonly string[] Modes = [.. PromptCatalogue.Load().Modes.Select(mode => mode.Id)];

    private readonly ModelCatalogue models = ModelCatalogue.Load(Modes);

    [Theory]
    [InlineData("imagine", "black-forest-labs/flux-schnell")]
    [InlineData("redesign", "adirik/interior-design")]
    [InlineData("staging", "black-forest-labs/flux-kontext-pro")]
    [InlineData("compose", "google/nano-banana")]
    public void A_mode_has_a_default_model_and_lists_its_other_models(string mode, string expected)
    {
        Assert.Equal(expected, models.Choose(mode, null).Value!.Id);
        var refused = models.Choose(mode, "unknown/model").Problem!;
        Assert.Contains(expected, refused.Message);
    }

    [Fact]
    public void Each_of_the_eight_models_is_offered_in_a_mode()
    {
        Assert.Equal(8, models.Models.Count);
        Assert.All(models.Models, model => Assert.NotEmpty(model.Modes));
    }

    [Theory]
    [InlineData("google/nano-banana")]
    [InlineData("bytedance/seedream-4")]
    public void The_second_photo_follows_the_first(string id)
    {
        var mapped = Map(id, Request("compose") with { Photos = [new("https://x/room"), new("https://x/sofa")] });

        Assert.Equal("""["https://x/room","https://x/sofa"]""", mapped.Input["image_input"]!.ToJsonString());
        Assert.Equal("match_input_image", (string?)mapped.Input["aspect_ratio"]);
    }

    [Theory]
    [InlineData("black-forest-labs/flux-kontext-pro", true)]
    [InlineData("black-forest-labs/flux-schnell", true)]
    [InlineData("stability-ai/sdxl", false)]
    public void The_negative_prompt_reaches_every_model_in_its_own_form(string id, bool inPrompt)
    {
        var input = Map(id, Request("imagine") with { Negative = "blurry, red cushions", Avoid = "red cushions" }).Input;

        Assert.Equal(inPrompt, ((string)input["prompt"]!).EndsWith("\nAvoid: red cushions"));
        Assert.Equal(inPrompt ? null : "blurry, red cushions", (string?)input["negative_prompt"]);
    }

    [Fact]
    public void An_input_that_a_model_would_reject_is_found_before_it_is_sent()
    {
        var request = Request("imagine") with { Variants = 5, AspectRatio = "5:1" };

        Assert.Equal(
            ["aspect_ratio does not accept \"5:1\"", "num_outputs does not accept 5"],
            Map("black-forest-labs/flux-schnell", request).Errors.Order());
        Assert.Equal(["image is required"], Map("adirik/interior-design", Request("redesign")).Errors);
        Assert.Equal(["the model accepts 1 photo, but the request has 2"],
            Map("black-forest-labs/flux-kontext-pro", Request("redesign") with
            {
                Photos = [new("https://x/1"), new("https://x/2")],
            }).Errors);
    }

    [Theory]
    [InlineData(InputType.Text, "7")]
    [InlineData(InputType.Link, "\"no link\"")]
    [InlineData(InputType.Links, "[\"no link\"]")]
    public void A_validation_error_contains_no_private_value(InputType type, string value) => Assert.Equal(
        ["it does not accept the given value"],
        InputCheck.Run(new ModelInput { Name = "it", Type = type, Max = 1 }, JsonNode.Parse(value)!));

    [Theory]
    [InlineData("stability-ai/sdxl")]
    [InlineData("black-forest-labs/flux-1.1-pro")]
    public void Sizes_come_from_one_table(string id)
    {
        foreach (var ratio in models.AspectRatios)
        {
            foreach (var quality in Quality.Known)
            {
                var input = Map(id, Request("imagine") with { AspectRatio = ratio.Id, Quality = quality }).Input;
                Assert.Equal(ratio.At(quality), new((int)input["width"]!, (int)input["height"]!));
            }
        }
    }

    [Fact]
    public void Rows_of_the_size_table_have_the_aspect_ratio_that_they_name()
    {
        foreach (var ratio in models.AspectRatios)
        {
            var sides = ratio.Id.Split(':').Select(double.Parse).ToArray();
            foreach (var size in Quality.Known.Select(ratio.At))
                Assert.Equal(sides[0] / sides[1], size.Width / (double)size.Height, 0.05);
        }
    }

    [Fact]
    public void A_catalogue_that_contradicts_itself_is_rejected()
    {
        var sdxl = models.Get("stability-ai/sdxl");
        var steps = sdxl.Inputs.Single(input => input.Name == "guidance_scale");
        var broken = models with
        {
            Models = [sdxl with { Modes = ["sculpt"], Inputs = [steps with { Max = 5 }, steps with { From = InputSource.Seed }] }],
        };

        var refusal = Assert.Throws<InvalidDataException>(() => ModelCatalogueCheck.Checked(broken, Modes));

        foreach (var error in new[]
        {
            "imagine does not have exactly one default", "mode sculpt is not known",
            "guidance_scale does not accept 7.5",
            "guidance_scale must have one source", "guidance_scale twice",
        })
        {
            Assert.Contains(error, refusal.Message);
        }
    }

    private static ModelRequest Request(string mode) => new()
    {
        Mode = mode,
        Prompt = "a room",
        Negative = "blurry",
        Avoid = null,
        AspectRatio = mode == "imagine" ? "1:1" : "match_input",
        Quality = "standard",
        Variants = 1,
        Seed = 7,
        Photos = [],
    };

    private MappedRequest Map(string id, ModelRequest request) => models.Map(models.Get(id), request);
}
