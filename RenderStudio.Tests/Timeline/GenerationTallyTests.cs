using RenderStudio.Core.Timeline;

namespace RenderStudio.Tests.Timeline;

public sealed class GenerationTallyTests
{
    [Theory]
    [InlineData(1, 1, 0, 1, "The picture is ready.")]
    [InlineData(2, 2, 0, 2, "The pictures are ready.")]
    [InlineData(4, 4, 0, 1, "The pictures are ready.")]
    [InlineData(2, 1, 0, 1, "1 of 2 pictures was delivered and charged.")]
    [InlineData(3, 1, 0, 1, "1 of 3 pictures was delivered and charged.")]
    [InlineData(3, 2, 0, 2, "2 of 3 pictures were delivered and charged.")]
    [InlineData(4, 1, 0, 1, "1 of 4 pictures was delivered and charged.")]
    [InlineData(4, 2, 0, 2, "2 of 4 pictures were delivered and charged.")]
    [InlineData(4, 3, 0, 3, "3 of 4 pictures were delivered and charged.")]
    [InlineData(2, 1, 0, 0, "1 of 2 pictures was delivered at no charge.")]
    [InlineData(4, 3, 0, 0, "3 of 4 pictures were delivered at no charge.")]
    [InlineData(4, 3, 0, 1, "3 of 4 pictures were delivered; 1 was charged.")]
    [InlineData(4, 3, 0, 2, "3 of 4 pictures were delivered; 2 were charged.")]
    [InlineData(1, 0, 1, 0, "The picture is not charged.")]
    [InlineData(2, 0, 2, 0, "2 of 2 pictures were delivered at no charge.")]
    [InlineData(2, 1, 1, 1, "2 of 2 pictures were delivered; 1 was charged.")]
    [InlineData(2, 0, 1, 0, "1 of 2 pictures was delivered at no charge.")]
    [InlineData(4, 2, 1, 2, "3 of 4 pictures were delivered; 2 were charged.")]
    [InlineData(4, 3, 1, 1, "4 of 4 pictures were delivered; 1 was charged.")]
    [InlineData(4, 3, 1, 0, "4 of 4 pictures were delivered at no charge.")]
    public void The_message_states_how_many_pictures_were_delivered_and_charged(
        int requested, int delivered, int flawed, int charged, string sentence) => Assert.Equal(
        sentence,
        new GenerationTally
        {
            Requested = requested,
            Delivered = delivered,
            Flawed = flawed,
            Charged = charged,
        }.Sentence);
}
