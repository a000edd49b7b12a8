using RenderStudio.Core.Timeline;

namespace RenderStudio.Tests.Timeline;

public sealed class GenerationStatusTests
{
    [Fact]
    public void A_status_is_stored_in_lower_case_and_read_back()
    {
        Assert.Equal("succeeded", GenerationStatus.Succeeded.Text());
        Assert.All(Enum.GetValues<GenerationStatus>(),
            status => Assert.Equal(status, GenerationStatuses.Parse(status.Text())));
    }

    [Fact]
    public void Three_statuses_are_final() => Assert.Equal(
        [GenerationStatus.Succeeded, GenerationStatus.Failed, GenerationStatus.Canceled],
        Enum.GetValues<GenerationStatus>().Where(status => status.IsFinal()));

    [Fact]
    public void A_failure_code_is_stored_in_snake_case_and_read_back()
    {
        Assert.Equal("timed_out", FailureCode.TimedOut.Text());
        Assert.All(Enum.GetValues<FailureCode>(), code => Assert.Equal(code, FailureCodes.Parse(code.Text())));
        Assert.Throws<InvalidOperationException>(() => FailureCodes.Parse("TimedOut"));
    }

    [Fact]
    public void Every_failure_code_has_its_own_message()
    {
        var sentences = Enum.GetValues<FailureCode>().Select(code => code.PublicSentence()).ToList();

        Assert.Distinct(sentences);
        Assert.All(sentences, sentence => Assert.EndsWith(".", sentence));
    }
}
