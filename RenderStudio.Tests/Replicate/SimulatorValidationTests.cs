using System.Text.Json.Nodes;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>The simulator validates create calls by model.</summary>
public sealed class SimulatorValidationTests(SimulatorProcess simulator) : IAsyncLifetime
{
    private SimulatorUser user = null!;

    public async ValueTask InitializeAsync() => user = new SimulatorUser(await simulator.AddressAsync());

    [Fact]
    public async Task An_unknown_top_level_key_is_named()
    {
        var request = user.Request();
        request["priority"] = "high";

        var refused = await user.PostAsync("v1/predictions", request);

        Assert.Equal(422, refused.Status);
        Assert.Equal([("additional_property_not_allowed", "", "Additional property priority is not allowed")],
            refused.InvalidFields);
        Assert.Equal("- Additional property priority is not allowed\n", refused.Detail);
    }

    [Fact]
    public async Task Missing_version_and_input_are_required()
    {
        var refused = await user.PostAsync("v1/predictions", new { });

        Assert.Equal([("required", "", "version is required"), ("required", "", "input is required")],
            refused.InvalidFields);
    }

    [Theory]
    [InlineData("""{"num_outputs":5}""", "number_lte", "input.num_outputs", "Must be less than or equal to 4")]
    [InlineData("""{"num_outputs":0}""", "number_gte", "input.num_outputs", "Must be greater than or equal to 1")]
    [InlineData("""{"guidance_scale":"x"}""", "invalid_type", "input.guidance_scale",
        "Invalid type. Expected: number, given: string")]
    [InlineData("""{"seed":1.5}""", "invalid_type", "input.seed", "Invalid type. Expected: integer, given: number")]
    [InlineData("""{"image":"room.png"}""", "format", "input.image", "Does not match format 'uri'")]
    [InlineData("""{"image":null}""", "invalid_type", "input.image", "Invalid type. Expected: string, given: null")]
    [InlineData("""{"refine":"much"}""", "enum", "input.refine",
        "input.refine must be one of the following: \"no_refiner\", \"expert_ensemble_refiner\", "
        + "\"base_image_refiner\"")]
    public async Task Sdxl_checks_types_ranges_and_enums(string input, string type, string field, string description)
    {
        var refused = await user.CreateAsync(JsonNode.Parse(input));

        Assert.Equal((422, "Input validation failed"), (refused.Status, (string?)refused.Json["title"]));
        Assert.Equal([(type, field, description)], refused.InvalidFields);
        Assert.Equal($"- {field}: {description}\n", refused.Detail);
    }

    [Theory]
    [InlineData("black-forest-labs/flux-schnell", """{}""", "required", "input")]
    [InlineData("black-forest-labs/flux-schnell", """{"prompt":"a","num_inference_steps":5}""", "number_lte",
        "input.num_inference_steps")]
    [InlineData("black-forest-labs/flux-dev", """{"prompt":"a","megapixels":"2"}""", "enum", "input.megapixels")]
    [InlineData("black-forest-labs/flux-kontext-pro", """{"prompt":"a","output_format":"webp"}""", "enum",
        "input.output_format")]
    [InlineData("black-forest-labs/flux-1.1-pro", """{"prompt":"a","width":128}""", "number_gte", "input.width")]
    [InlineData("google/nano-banana", """{"prompt":"a","image_input":"https://x/y.png"}""", "invalid_type",
        "input.image_input")]
    [InlineData("google/nano-banana", """{"prompt":"a","image_input":["y.png"]}""", "format", "input.image_input.0")]
    [InlineData("bytedance/seedream-4", """{"prompt":"a","max_images":16}""", "number_lte", "input.max_images")]
    public async Task Every_official_model_has_a_schema_of_its_own(string model, string input, string type,
        string field)
    {
        var refused = await user.PostAsync($"v1/models/{model}/predictions", new { input = JsonNode.Parse(input) });

        Assert.Equal(422, refused.Status);
        Assert.Contains((type, field), refused.InvalidFields.Select(f => (f.Type, f.Field)));
    }

    [Fact]
    public async Task A_community_model_is_created_by_version_only()
    {
        var input = new { prompt = user.Prompt, image = SimulatorUser.Pixel };

        Assert.Equal(404, (await user.PostAsync("v1/models/adirik/interior-design/predictions", new { input })).Status);
        Assert.Equal(201,
            (await user.PostAsync("v1/predictions", new { version = SimulatorUser.InteriorDesign, input })).Status);
    }

    [Theory]
    [InlineData("stability-ai/sdxl")]
    [InlineData("stability-ai/sdxl:latest")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task An_unknown_version_is_rejected(string version)
    {
        var refused = await user.PostAsync("v1/predictions", new { version, input = new { } });

        Assert.Equal((422, "Invalid version or not permitted"), (refused.Status, (string?)refused.Json["title"]));
    }

    [Fact]
    public async Task Official_models_hide_their_version_and_take_all_three_forms_of_create()
    {
        var input = new { prompt = user.Prompt, megapixels = "0.25" };
        SimulatorAnswer[] created =
        [
            await user.PostAsync($"v1/models/{SimulatorUser.Schnell}/predictions", new { input }),
            await user.PostAsync("v1/predictions", new { version = SimulatorUser.Schnell, input }),
            await user.PostAsync("v1/deployments/acme/flux-schnell/predictions", new { input }),
        ];

        Assert.All(created, answer =>
        {
            Assert.Equal(201, answer.Status);
            Assert.Equal("hidden", (string?)answer.Json["version"]);
            Assert.Matches("^[0-9a-hjkmnp-tv-z]{26}$", answer.Id);
        });
        Assert.Equal("acme/flux-schnell", (string?)created[2].Json["deployment"]);
    }

    [Fact]
    public async Task A_version_is_echoed_or_remapped_to_its_successor()
    {
        var echoed = await user.CreateAsync();
        await user.SetAsync(new { remapSdxl = true });
        var remapped = await user.CreateAsync();

        Assert.Equal(SimulatorUser.Sdxl, (string?)echoed.Json["version"]);
        Assert.Equal(SimulatorUser.SdxlSuccessor, (string?)remapped.Json["version"]);
    }

    [Fact]
    public async Task Unknown_input_is_ignored_or_rejected_as_configured()
    {
        var input = new { wall_colour = "white" };

        Assert.Equal(201, (await user.CreateAsync(input)).Status);
        await user.SetAsync(new { unknownInput = "refuse" });
        var refused = await user.CreateAsync(input);

        Assert.Equal([("additional_property_not_allowed", "input", "Additional property wall_colour is not allowed")],
            refused.InvalidFields);
    }

    [Fact]
    public async Task Webhooks_require_https_except_for_this_machine()
    {
        Assert.Equal(422, (await user.CreateAsync(null, "http://studio.example/hook")).Status);
        Assert.Equal(201, (await user.CreateAsync(null, "http://127.0.0.1:9/hook")).Status);
        Assert.Equal(422, (await user.CreateAsync(null, "https://studio.example/hook", "begin")).Status);
    }

    [Fact]
    public async Task A_model_describes_itself_with_its_schema()
    {
        var model = (await user.GetAsync("v1/models/black-forest-labs/flux-schnell")).Json;

        var schemas = model["latest_version"]!["openapi_schema"]!["components"]!["schemas"]!;
        Assert.Equal("prompt", (string?)schemas["Input"]!["required"]![0]);
        Assert.Equal(4, (int)schemas["Input"]!["properties"]!["num_outputs"]!["maximum"]!);
        Assert.Equal(404, (await user.GetAsync("v1/models/acme/nothing")).Status);
    }

    public ValueTask DisposeAsync()
    {
        user.Dispose();
        return ValueTask.CompletedTask;
    }
}
