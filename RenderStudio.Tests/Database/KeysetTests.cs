using System.Buffers.Binary;
using System.Buffers.Text;
using RenderStudio.Core.Database;

namespace RenderStudio.Tests.Database;

public sealed class KeysetTests
{
    private static readonly Keyset Last = new(
        new DateTime(2026, 11, 28, 1, 2, 3, DateTimeKind.Utc).AddTicks(4_567_891),
        Guid.Parse("0197b3a2-5c1d-7e4f-8a9b-0c1d2e3f4a5b"));

    [Fact]
    public void A_cursor_round_trips_its_row_to_the_last_tick()
    {
        var read = Keyset.TryRead(Last.ToCursor());

        Assert.Equal(Last, read);
        Assert.Equal(DateTimeKind.Utc, read!.At.Kind);
    }

    [Fact]
    public void The_first_and_the_last_time_have_cursors_and_times_out_of_range_do_not()
    {
        Assert.Equal(0, Keyset.TryRead(With(0))?.At.Ticks);
        Assert.Equal(DateTime.MaxValue.Ticks, Keyset.TryRead(With(DateTime.MaxValue.Ticks))?.At.Ticks);
        Assert.Null(Keyset.TryRead(With(-1)));
        Assert.Null(Keyset.TryRead(With(DateTime.MaxValue.Ticks + 1)));
        Assert.Null(Keyset.TryRead(With(long.MinValue)));
    }

    [Fact]
    public void A_text_of_another_length_or_with_other_characters_is_not_a_cursor()
    {
        var cursor = Last.ToCursor();
        string[] others =
        [
            "", cursor[..^1], cursor[..^4], cursor + "A", cursor + "AAAA", cursor[..^4] + "    ", cursor[..^2] + "==",
            "+" + cursor[1..], "/" + cursor[1..], "é" + cursor[1..],
        ];

        Assert.All(others, other => Assert.Null(Keyset.TryRead(other)));
    }

    [Fact]
    public void A_page_has_a_cursor_exactly_when_a_row_follows_its_last_one()
    {
        Assert.Equal("1 2", PageOf([1, 2], limit: 3));
        Assert.Equal("1 2 3", PageOf([1, 2, 3], limit: 3));
        Assert.Equal("1 2 3, after 3", PageOf([1, 2, 3, 4], limit: 3));
    }

    private static string PageOf(int[] rows, int limit)
    {
        var page = Page.Of(rows, limit, row => new(new DateTime(row, DateTimeKind.Utc), Guid.Empty));
        return string.Join(' ', page.Items)
            + (page.NextCursor is { } cursor ? $", after {Keyset.TryRead(cursor)?.At.Ticks}" : "");
    }

    private static string With(long ticks)
    {
        var bytes = new byte[24];
        BinaryPrimitives.WriteInt64BigEndian(bytes, ticks);
        return Base64Url.EncodeToString(bytes);
    }
}
