using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Generations;

public sealed class QuoteTests
{
    internal static readonly Model Model = new()
    {
        Id = "maker/model",
        Name = "Model",
        Modes = ["imagine"],
        DefaultFor = [],
        Output = OutputShape.One,
        VariantsPerRun = 1,
        CreditsPerVariant = 2,
        ExpectedSeconds = 10,
        Inputs = [],
    };

    private static readonly GenerationSpecification Spec = new()
    {
        Mode = "imagine",
        Prompt = "A room",
        NegativePrompt = null,
        RoomType = null,
        Style = null,
        AspectRatio = "1:1",
        Quality = "draft",
        Variants = 2,
        Seed = null,
        Model = Model,
        ModelRequested = false,
        MaxWaitSeconds = null,
        Photos = [],
    };

    [Fact]
    public void A_quote_fits_only_the_mode_model_quality_and_number_it_was_made_for()
    {
        var price = new QuotedPrice
        {
            Id = Guid.NewGuid(),
            Mode = "imagine",
            Model = "maker/model",
            Quality = "draft",
            Variants = 2,
            CreditsPerVariant = 1,
        };

        Assert.True(price.Fits(Spec));
        Assert.True(price.Fits(Spec with { Prompt = "Another room", AspectRatio = "3:2", Seed = 7 }));
        Assert.False(price.Fits(Spec with { Mode = "redesign" }));
        Assert.False(price.Fits(Spec with { Model = Model with { Id = "maker/other" } }));
        Assert.False(price.Fits(Spec with { Quality = "high" }));
        Assert.False(price.Fits(Spec with { Variants = 1 }));
    }

    [Fact]
    public void A_problem_of_no_field_is_listed_once() => Assert.Equal(
        [new(null, "quota_exceeded", "Too few.")],
        QuoteProblem.Of(new(ProblemCode.QuotaExceeded, "Too few.")));

    [Fact]
    public void A_problem_of_fields_is_listed_per_message_and_counts_the_fields_that_are_left_out()
    {
        var listed = new Dictionary<string, string[]> { ["seed"] = ["Low.", "Odd."], ["style"] = ["Not known."] };
        var problem = new Problem(ProblemCode.ValidationFailed, "3 fields are invalid.", listed);
        QuoteProblem[] all =
        [
            new("seed", "validation_failed", "Low."), new("seed", "validation_failed", "Odd."),
            new("style", "validation_failed", "Not known."),
        ];

        Assert.Equal(all, QuoteProblem.Of(problem));
        Assert.Equal(
            [.. all, new(null, "validation_failed", "1 more fields are invalid.")],
            QuoteProblem.Of(problem with { ErrorCount = 3 }));
    }
}
