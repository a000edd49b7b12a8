using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Replicate;

/// <summary>
/// The cases of webhook-vectors.json: published vectors of Replicate's clients and of Standard Webhooks, and cases
/// derived from them. Their secrets are the public test constants of those projects.
/// </summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] Body = "{\"test\": 2432232314}"u8.ToArray();

    public static TheoryData<string> Cases() => [.. Vectors.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void A_published_case_has_the_published_result(string name)
    {
        var vector = Vectors[name];
        var signature = new WebhookSignature([vector.Secret], FixedClock.AtUnixSeconds(vector.Now));

        Assert.Equal(vector.Holds, signature.Verify(vector.Id, vector.Timestamp, vector.Signature, Encoding.UTF8.GetBytes(vector.Body)));
    }

    [Fact]
    public void A_case_with_a_missing_an_unknown_a_repeated_or_an_empty_key_is_not_read()
    {
        var first = Text[..(Text.IndexOf('}', Text.IndexOf("\"now\"", StringComparison.Ordinal)) + 1)] + "]";
        Assert.Single(Read(first));
        var keys = typeof(Vector).GetProperties().Select(key => JsonNamingPolicy.CamelCase.ConvertName(key.Name));
        foreach (var key in keys)
        {
            Assert.Throws<JsonException>(() => Read(first.Replace($"\"{key}\":", $"\"{key}2\":")));
            Assert.Throws<JsonException>(() => Read(first.Replace($"\"{key}\":", $"\"{key}\": null, \"{key}\":")));
            Assert.Throws<JsonException>(() => Without(first, key));
        }

        static Vector[] Without(string text, string key)
        {
            var cases = JsonNode.Parse(text)!.AsArray();
            Assert.True(cases[0]!.AsObject().Remove(key));
            return Read(cases.ToJsonString());
        }
    }

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void A_delivery_is_valid_for_five_minutes_in_either_direction(int seconds, bool holds) =>
        Assert.Equal(holds, At(1614265330 + seconds).Verify(Id, Timestamp, Good, Body));

    [Fact]
    public void A_valid_entry_is_found_at_every_place_of_the_list()
    {
        for (var place = 0; place < 20; place++)
        {
            var entries = Enumerable.Repeat("v1,malformed", 20).ToArray();
            entries[place] = Good;
            Assert.True(At(1614265330).Verify(Id, Timestamp, string.Join(' ', entries), Body), $"place {place}");
        }
    }

    [Theory]
    [InlineData(null, Timestamp, Good)]
    [InlineData(Id, null, Good)]
    [InlineData(Id, Timestamp, null)]
    [InlineData("", Timestamp, Good)]
    [InlineData(Id, "", Good)]
    [InlineData(Id, Timestamp, "")]
    [InlineData(Id, "1614265330.5", Good)]
    [InlineData(Id, "-1614265330", Good)]
    [InlineData(Id, "１６１４２６５３３０", Good)]
    [InlineData(Id, "99999999999999999999", Good)]
    public void A_missing_header_and_a_timestamp_that_is_not_a_plain_number_are_invalid(
        string? id, string? timestamp, string? signature) =>
        Assert.False(At(1614265330).Verify(id, timestamp, signature, Body));

    [Fact]
    public void A_header_without_a_usable_entry_cannot_verify_any_body()
    {
        var signature = At(1614265330);

        Assert.True(signature.CanVerify(Id, Timestamp, Good));
        Assert.True(signature.CanVerify(Id, Timestamp, $"v2,abc {Good}"));
        Assert.False(signature.CanVerify(Id, Timestamp, "v1,malformed"));
        Assert.False(signature.CanVerify(Id, Timestamp, Good.Replace("v1,", "v2,", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_repeated_valid_entry_is_valid() =>
        Assert.True(At(1614265330).Verify(Id, Timestamp, $"{Good} {Good}", Body));

    [Fact]
    public void Only_a_signature_of_full_length_is_valid()
    {
        var digest = Convert.FromBase64String(Good[3..]);
        var wrong = "v1," + Convert.ToBase64String(new byte[digest.Length]);
        foreach (var length in Enumerable.Range(0, 65))
        {
            byte[] bytes = [.. digest.Take(length), .. new byte[Math.Max(0, length - digest.Length)]];
            var entry = "v1," + Convert.ToBase64String(bytes);
            foreach (var header in new[] { entry, $"{wrong} {entry}", $"{entry} {wrong}" })
            {
                var holds = At(1614265330).Verify(Id, Timestamp, header, Body);
                Assert.True(holds == (length == digest.Length), $"{length} bytes in '{header}'");
            }
        }
    }

    [Fact]
    public void The_twenty_first_entry_and_a_header_of_more_than_4096_characters_do_not_count()
    {
        var others = string.Concat(Enumerable.Repeat("v1,malformed ", 19));

        Assert.True(At(1614265330).Verify(Id, Timestamp, others + Good, Body));
        Assert.False(At(1614265330).Verify(Id, Timestamp, $"{others}v1,malformed {Good}", Body));
        Assert.True(At(1614265330).Verify(Id, Timestamp, Good.PadRight(4096), Body));
        Assert.False(At(1614265330).Verify(Id, Timestamp, Good.PadRight(4097), Body));
    }

    [Fact]
    public void A_signature_for_a_malformed_id_or_timestamp_is_invalid()
    {
        Assert.True(IsTaken(new string('i', 256), Timestamp));
        Assert.True(IsTaken(Id, $"00{Timestamp}"));

        Assert.False(IsTaken(new string('i', 257), Timestamp));
        Assert.False(IsTaken("msg.1", Timestamp));
        Assert.False(IsTaken(Id, $"000{Timestamp}"));
        Assert.False(IsTaken(Id, $"+{Timestamp}"));
        Assert.False(IsTaken(Id, $" {Timestamp}"));
    }

    [Fact]
    public void No_other_spelling_of_a_signature_is_valid()
    {
        // The last letter has two bits that a lenient decoder ignores.
        var last = Good.Length - 2;
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        foreach (var letter in letters.Where(one => one != Good[last]))
            Assert.False(At(1614265330).Verify(Id, Timestamp, $"{Good[..last]}{letter}=", Body), $"{letter}");
        Assert.False(At(1614265330).Verify(Id, Timestamp, Good[..^1], Body));
        Assert.False(At(1614265330).Verify(Id, Timestamp, Good.Replace('+', '-').Replace('/', '_'), Body));
    }

    [Fact]
    public void Every_changed_bit_of_the_body_invalidates_the_signature()
    {
        for (var bit = 0; bit < Body.Length * 8; bit++)
        {
            var changed = Body.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(At(1614265330).Verify(Id, Timestamp, Good, changed));
        }
    }

    [Fact]
    public void A_created_signature_is_valid_and_any_change_invalidates_it() => Prop.ForAll<byte[], NonNegativeInt>(
        (body, place) =>
        {
            var signature = WebhookSignature.Sign(Secret, Id, Timestamp, body);
            string[] parts = [Id, Timestamp, signature];
            var (part, at) = (place.Get % 3, place.Get / 3 % parts[place.Get % 3].Length);
            var changed = parts.ToArray();
            changed[part] = $"{changed[part][..at]}{(changed[part][at] == '2' ? '3' : '2')}{changed[part][(at + 1)..]}";

            return At(1614265330).Verify(parts[0], parts[1], parts[2], body)
                && !At(1614265330).Verify(changed[0], changed[1], changed[2], body)
                && !At(1614265330).Verify(parts[0], parts[1], parts[2], [.. body, (byte)place.Get]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Either_of_two_secrets_is_valid_during_a_rotation()
    {
        const string next = "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH";
        var signature = new WebhookSignature([Secret, next], FixedClock.AtUnixSeconds(1614265330));

        Assert.True(signature.Verify(Id, Timestamp, Good, Body));
        Assert.True(signature.Verify(Id, Timestamp, WebhookSignature.Sign(next, Id, Timestamp, Body), Body));
    }

    private static bool IsTaken(string id, string timestamp) => At(1614265330).Verify(
        id, timestamp, WebhookSignature.Sign(Secret, id, timestamp, Body), Body);

    private static WebhookSignature At(long seconds) => new([Secret], FixedClock.AtUnixSeconds(seconds));

    private static string Text { get; } =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Replicate", "webhook-vectors.json"));

    private static Dictionary<string, Vector> Vectors { get; } = Read(Text).ToDictionary(vector => vector.Name);

    private static Vector[] Read(string text) => JsonSerializer.Deserialize<Vector[]>(text, TestJson.Data)!;

    private sealed record Vector(
        string Name, string Secret, string Id, string Timestamp, string Body, string Signature, long Now, bool Holds);
}
