using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Usage;

namespace RenderStudio.Tests.Generations;

public sealed class PlanLimitsTests
{
    private static readonly Account Account = new(
        "free",
        new PlanOptions { ConcurrentGenerations = 2, MaxVariants = 3, BestQuality = "standard" },
        Balance: 5,
        Purchased: 0,
        new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc),
        new StorageUse(0, 0));

    private static readonly Guid[] Running = [Guid.NewGuid(), Guid.NewGuid()];

    [Fact]
    public void Requests_up_to_the_limits_of_the_plan_are_allowed() =>
        Assert.Empty(PlanLimits.Check(Account, Spec(3, "standard"), Running[..1]));

    [Fact]
    public void Each_exceeded_limit_has_its_own_problem()
    {
        var refusals = PlanLimits.Check(Account, Spec(4, "high"), Running).ToList();

        Assert.Equal(
            [
                "variants: Your plan allows 3 variants per generation.",
                "quality: Your plan includes quality up to 'standard'.",
                $"Your plan allows 2 unfinished generations. Unfinished: {Running[0]}, {Running[1]}.",
            ],
            refusals.Select(refusal => refusal.Message));
        Assert.Equal(
            [ProblemCode.ValidationFailed, ProblemCode.ValidationFailed, ProblemCode.GenerationInFlight],
            refusals.Select(refusal => refusal.Code));
        Assert.Equal(["variants"], refusals[0].Errors!.Keys);
        Assert.Equal(["quality"], refusals[1].Errors!.Keys);
    }

    [Theory]
    [InlineData("draft", "draft")]
    [InlineData("standard", "draft, standard")]
    [InlineData("high", "draft, standard, high")]
    public void A_plan_offers_its_highest_quality_and_all_lower_ones(string best, string offered) =>
        Assert.Equal(offered, string.Join(", ", Quality.Known.Where(new PlanOptions { BestQuality = best }.Offers)));

    [Fact]
    public void Insufficient_credits_are_reported_with_the_price_the_balance_and_the_renewal_date()
    {
        var problem = PlanLimits.TooFewCredits(Account, Spec(3, "standard"));

        Assert.Equal(ProblemCode.QuotaExceeded, problem.Code);
        Assert.Equal("The generation requires 6 credits; your balance is 5. Your plan renews on 2026-12-01.", problem.Message);
    }

    private static GenerationSpecification Spec(int variants, string quality) => new()
    {
        Mode = "imagine",
        Prompt = "A room",
        NegativePrompt = null,
        RoomType = null,
        Style = null,
        AspectRatio = "1:1",
        Quality = quality,
        Variants = variants,
        Seed = null,
        Model = QuoteTests.Model,
        ModelRequested = false,
        MaxWaitSeconds = null,
        Photos = [],
    };
}
