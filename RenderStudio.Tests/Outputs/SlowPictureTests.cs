using RenderStudio.Core;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Outputs;

/// <summary>
/// A picture that takes too long to process, which depends on the load, is tried again in other rounds.
/// </summary>
public sealed class SlowPictureTests(Services services) : IAsyncLifetime
{
    private OutputRounds rounds = null!;

    public async ValueTask InitializeAsync() =>
        rounds = await OutputRounds.StartAsync(services, ("Imaging:MaxSeconds", "1"), ("Outputs:Tries", "3"));

    public ValueTask DisposeAsync() => rounds.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_picture_that_exceeds_its_time_limit_once_is_tried_again_in_another_round(bool isInline)
    {
        var finisher = new SlowOnce();
        var output = isInline ? SolidPicture.Png(10, 200, 30) : rounds.Output("whole");

        var first = await FinishAsync(output, finisher);
        Assert.Equal(
            (OutputErrorKind.TimeLimit, OutputRetry.SomeRounds, "The picture took too long to process."),
            (first.Error!.Kind, first.Error.Retry, first.Error.Reason));
        Assert.Equal(1, finisher.Tries);

        Assert.NotNull((await FinishAsync(output, finisher)).Output);
    }

    [Fact]
    public void A_picture_that_always_exceeds_its_time_limit_is_final_after_five_rounds()
    {
        var error = OutputError.Unfinished(new(ProblemCode.ImageTooComplex, "Too slow."));
        var progress = StoringProgress.None("run");

        for (var round = 1; round <= 5; round++)
        {
            Assert.Null(progress.SettledOf(0));
            progress = progress.After([new(0, null, error)], age: round, maxInvalidRounds: 5);
        }

        Assert.Equal(FailureCode.OutputInvalid, progress.SettledOf(0)?.Error?.Code);
    }

    [Fact]
    public void A_file_whose_structure_exceeds_a_limit_is_final_at_once() => Assert.Equal(
        OutputRetry.Never, OutputError.Invalid(new(ProblemCode.ImageTooComplex, "Too many frames.")).Retry);

    private Task<OutputResult> FinishAsync(string output, IOutputFinisher finisher) =>
        rounds.Engine.Get<FinishOutput>().RunAsync(
            new(Guid.NewGuid(), Guid.NewGuid(), IsPublic: false), 0, output, DateTimeOffset.MaxValue, finisher,
            default);

    /// <summary>Processes its first picture until it is stopped.</summary>
    private sealed class SlowOnce : IOutputFinisher
    {
        private readonly StandardFinisher finisher = new(null);

        public int Tries { get; private set; }

        public Result<FinisherResult> Finish(ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
        {
            if (Tries++ == 0)
                stop.WaitHandle.WaitOne();
            stop.ThrowIfCancellationRequested();
            return finisher.Finish(bytes, stop);
        }
    }
}
