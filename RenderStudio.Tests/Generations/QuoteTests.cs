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
    public void A_quote_matches_only_its_mode_model_quality_and_number_of_variants()
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
    public void A_problem_without_fields_is_listed_once() => Assert.Equal(
        [new(null, "quota_exceeded", "Too few.")],
        QuoteProblem.Of(new(ProblemCode.QuotaExceeded, "Too few.")));

    [Fact]
    public void A_problem_of_fields_is_listed_per_message_and_omitted_fields_are_counted()
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
            [.. all, new(null, "validation_failed", "1 more field is invalid.")],
            QuoteProblem.Of(problem with { ErrorCount = 3 }));
    }
}
