using System.Text;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Tests.Predictions;

public sealed class PredictionMessageTests
{
    private static readonly Guid Id = Guid.NewGuid();

    [Fact]
    public void A_message_reads_back_as_it_was_sent()
    {
        Assert.Equal(new(1, Id), PredictionMessage.TryRead(PredictionMessage.Start(Id).ToBytes()));
        Assert.Equal(new(1, Id, 3), PredictionMessage.TryRead(PredictionMessage.Completion(Id, 3).ToBytes()));
    }

    [Fact]
    public void A_message_of_another_version_or_without_a_prediction_is_rejected()
    {
        Assert.Equal("version 2 is newer than this app", Rejected($$"""{"v":2,"predictionId":"{{Id}}"}"""));
        Assert.Equal("unreadable", Rejected($$"""{"v":0,"predictionId":"{{Id}}"}"""));
        Assert.Equal("unreadable", Rejected($$"""{"v":1,"predictionId":"{{Guid.Empty}}"}"""));
        Assert.Equal("unreadable", Rejected("""{"v":1}"""));
        Assert.Equal("unreadable", Rejected("null"));
        Assert.Equal("unreadable", Rejected("hello"));
    }

    private static string Rejected(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        Assert.Null(PredictionMessage.TryRead(body));
        return PredictionMessage.WhyRejected(body);
    }
}
