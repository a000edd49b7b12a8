using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Tests.Docs;

/// <summary>docs/states.md matches the code.</summary>
public sealed class StatesTests
{
    private static readonly string[] States = [.. Enum.GetValues<PredictionStatus>().Select(status => status.Text())];

    [Fact]
    public void The_diagram_and_the_transition_table_list_exactly_the_states_of_the_code() =>
        Assert.Multiple(
            () => Assert.Equal(States.Order(), StatesPage.Drawn().Distinct().Order()),
            () => Assert.Equal(States.Order(), StatesPage.Moves()
                .SelectMany(move => new[] { move.From, move.To }).Distinct().Order()));

    [Fact]
    public void The_documented_transitions_match_the_code() =>
        Assert.Equal(MovesInCode.All().Order(), StatesPage.Moves().Distinct().Order());

    [Fact]
    public void The_documented_failure_codes_match_the_code() => Assert.Equal(
        Enum.GetValues<FailureCode>().Select(code => code.Text()).Order(), StatesPage.Terms("Failure codes").Order());

    [Fact]
    public void The_documented_run_dispositions_match_the_code() => Assert.Equal(
        Enum.GetNames<RunDisposition>().Select(name => name.ToLowerInvariant()).Order(),
        StatesPage.Terms("A run at Replicate").Order());
}
