using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Tests.Docs;

/// <summary>docs/states.md and the code tell the same.</summary>
public sealed class StatesTests
{
    private static readonly string[] States = [.. Enum.GetValues<PredictionStatus>().Select(status => status.Text())];

    [Fact]
    public void Every_state_is_drawn_and_moved_through_and_no_other() =>
        Assert.Multiple(
            () => Assert.Equal(States.Order(), StatesPage.Drawn().Distinct().Order()),
            () => Assert.Equal(States.Order(), StatesPage.Moves()
                .SelectMany(move => new[] { move.From, move.To }).Distinct().Order()));

    [Fact]
    public void The_moves_of_the_page_are_those_of_the_code() =>
        Assert.Equal(MovesInCode.All().Order(), StatesPage.Moves().Distinct().Order());

    [Fact]
    public void The_failure_codes_are_the_same() => Assert.Equal(
        Enum.GetValues<FailureCode>().Select(code => code.Text()).Order(), StatesPage.Terms("Failure codes").Order());

    [Fact]
    public void The_fates_of_a_run_are_the_same() => Assert.Equal(
        Enum.GetNames<RunDisposition>().Select(name => name.ToLowerInvariant()).Order(),
        StatesPage.Terms("A run at Replicate").Order());
}
