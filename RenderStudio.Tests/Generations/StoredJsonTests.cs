using System.Text;
using System.Text.Json;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Generations;

/// <summary>
/// Stored JSON is read by the next version and, during a rolling deployment, by the previous version, so its shape must
/// not change.
/// </summary>
public sealed class StoredJsonTests
{
    [Fact]
    public void The_stored_answer_of_a_key_keeps_its_JSON_shape()
    {
        var stored =
            """
            {"Id":"0193d2a0-0000-7000-8000-000000000001","Mode":"imagine","CreatedAt":"2026-01-02T03:04:05Z",
            "Held":4,"Remaining":16,"PredictionIds":["0193d2a0-0000-7000-8000-000000000002"]}
            """.ReplaceLineEndings("");

        var read = IdempotencyStore.Read(stored);

        Assert.Equal(("imagine", 4, 16), (read.Mode, read.Held, read.Remaining));
        Assert.Equal(Guid.Parse("0193d2a0-0000-7000-8000-000000000002"), Assert.Single(read.PredictionIds));
        Assert.Equal(stored, JsonSerializer.Serialize(read, AnswerJson.Default.SubmittedGeneration));
    }

    [Fact]
    public void A_stored_result_keeps_its_JSON_shape()
    {
        var stored =
            """
            {"id":"run","status":"succeeded","output":["https://replicate.delivery/a.png"],"error":null,
            "created_at":"2026-01-02T03:04:05.0000000\u002B00:00",
            "completed_at":"2026-01-02T03:04:09.0000000\u002B00:00",
            "data_removed":false}
            """.ReplaceLineEndings("");

        var read = ReplicatePrediction.Parse(Encoding.UTF8.GetBytes(stored));

        Assert.Equal("https://replicate.delivery/a.png", Assert.Single(read.Outputs));
        Assert.Equal(4, (read.CompletedAt - read.CreatedAt)!.Value.TotalSeconds);
        Assert.Equal(stored, read.Json);
    }
}
