using System.Text.Json.Nodes;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Tests.Predictions;

/// <summary>What a round of storing keeps for the next one.</summary>
public sealed class StoringProgressTests
{
    private static readonly FinishedOutput Picture = new(
        0, 8, 8, "#000000", [], new(new([1]), null, 1, new Dictionary<string, double>()))
    {
        IsPublic = true,
    };

    private static readonly OutputResult
        Good = new(0, Picture, null),
        Outage = new(1, null, OutputError.Download("The server answered HTTP 503.")),
        Missing = new(1, null, OutputError.Download("The server answered HTTP 404.", OutputRetry.UntilExpired)),
        Invalid = new(1, null, OutputError.Invalid(new(Core.ProblemCode.FileEmpty, "The file is empty.")));

    [Fact]
    public void The_rounds_of_an_outage_are_counted_from_the_first_of_them() =>
        Assert.Equal(new RoundCount(3, 2000), After([Outage], [Outage], [Outage]).Outage);

    [Fact]
    public void An_outage_ends_when_the_server_answers_that_the_output_is_missing()
    {
        Assert.Null(After([Outage], [Outage], [Missing]).Outage);
        Assert.Equal(new RoundCount(1, 2002), After([Outage], [Missing], [Outage]).Outage);
    }

    [Fact]
    public void A_response_that_is_not_a_picture_leaves_the_rounds_of_the_outage_unchanged() =>
        Assert.Equal((new RoundCount(2, 2000), 1), After([Outage], [Invalid], [Outage]) is var output
            ? (output.Outage!, output.InvalidRounds) : default);

    [Fact]
    public void A_missing_output_counts_as_an_outage_from_the_round_in_which_another_output_is_good() =>
        Assert.Equal(new RoundCount(2, 2001), After([Missing], [Good, Missing], [Good, Missing]).Outage);

    [Fact]
    public void The_stored_form_contains_everything_that_the_next_round_needs()
    {
        var progress = StoringProgress.None("run").After([Good, Invalid], 5, 5) with { Errors = new(2, 7.5) };

        var read = StoringProgress.Read(progress.Json, "run");

        Assert.Equal(progress.Json, read.Json);
        Assert.Equal(progress.Errors, read.Errors);
        Assert.True(Assert.Single(read.Stored).IsPublic);
        Assert.Equal(Invalid, Assert.Single(read.Failed));
        Assert.Empty(StoringProgress.Read(progress.Json, "another run").Outputs);
    }

    [Fact]
    public void A_stored_form_that_does_not_name_the_container_of_a_picture_is_not_used()
    {
        var stored = JsonNode.Parse(StoringProgress.None("run").After([Good], 5, 5).Json!)!;
        Assert.True(stored["outputs"]![0]!["result"]!["output"]!.AsObject().Remove("isPublic"));

        Assert.Empty(StoringProgress.Read(stored.ToJsonString(), "run").Outputs);
    }

    [Fact]
    public void A_restart_keeps_stored_pictures_and_tries_all_other_outputs_again()
    {
        var restarted = StoringProgress.None("run").After([Good, Invalid], 5, maxInvalidRounds: 1).Restarted;

        Assert.Equal(Good, restarted.SettledOf(0));
        Assert.Null(restarted.SettledOf(1));
        Assert.Equal(0, restarted.Outputs[1].InvalidRounds);
    }

    /// <summary>The last output after these rounds, which begin 2,000 seconds after the result and take one.</summary>
    private static OutputProgress After(params OutputResult[][] rounds)
    {
        var (progress, age) = (StoringProgress.None("run"), 2000);
        foreach (var results in rounds)
            progress = progress.After(results, age++, maxInvalidRounds: 5);
        return progress.Outputs[^1];
    }
}
