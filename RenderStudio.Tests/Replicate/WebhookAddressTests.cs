using System.Globalization;
using System.Web;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>
/// The token of a webhook address and the mark of an input link; neither is valid in place of the other.
/// </summary>
public sealed class WebhookAddressTests
{
    private static readonly Guid Prediction = Guid.NewGuid();

    private static readonly Uri Photo = new("https://account.blob.example/private/photo.jpg?sig=abc");

    private readonly WebhookAddress address = With(key: 1);

    [Fact]
    public void An_address_and_a_mark_name_their_prediction_and_attempt()
    {
        Assert.Equal(new(Prediction, 3), address.Read(address.For(Prediction, 3)!.AbsoluteUri));
        Assert.Equal(new(Prediction, 3), address.ReadInput(Marked(3)));
        Assert.Equal(new(Prediction, 3), address.Verify($"{Prediction}", "3", TokenOf(address.For(Prediction, 3)!)));
    }

    [Fact]
    public void The_token_of_an_input_link_is_invalid_for_a_webhook()
    {
        var token = Marked(1).Split('.')[^1];

        Assert.Null(address.Verify($"{Prediction}", "1", token));
        Assert.Null(address.Read(address.For(Prediction, 1)!.AbsoluteUri.Replace(
            TokenOf(address.For(Prediction, 1)!), token, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_token_of_a_webhook_is_invalid_for_an_input_link() => Assert.Null(address.ReadInput(
        $"{Photo.AbsoluteUri}&studio={Prediction}.1.{TokenOf(address.For(Prediction, 1)!)}"));

    [Fact]
    public void A_token_is_valid_for_one_prediction_one_attempt_and_one_key()
    {
        var token = TokenOf(address.For(Prediction, 1)!);

        Assert.Null(address.Verify($"{Guid.NewGuid()}", "1", token));
        Assert.Null(address.Verify($"{Prediction}", "2", token));
        Assert.Null(With(key: 2).Verify($"{Prediction}", "1", token));
        Assert.Null(address.Verify($"{Prediction}", "1", ""));
        Assert.Null(address.Verify($"{Prediction}", "1", null));
        for (var length = 0; length < token.Length; length++)
            Assert.Null(address.Verify($"{Prediction}", "1", token[..length]));
    }

    [Theory]
    [InlineData("{0:D}", " 1")]
    [InlineData("{0:D}", "+1")]
    [InlineData("{0:D}", "01")]
    [InlineData("{0:D}", "1\0")]
    [InlineData("{0:N}", "1")]
    [InlineData("{0:B}", "1")]
    [InlineData(" {0:D}", "1")]
    [InlineData("{0:D}\n", "1")]
    public void Another_spelling_of_a_prediction_or_an_attempt_is_invalid(string prediction, string attempt)
    {
        var (ours, mark) = (address.For(Prediction, 1)!.AbsoluteUri, Marked(1));
        prediction = string.Format(CultureInfo.InvariantCulture, prediction, Prediction);
        string Respelled(string link, string before, string between) => link.Replace(
            $"{before}{Prediction}{between}1",
            $"{before}{Uri.EscapeDataString(prediction)}{between}{Uri.EscapeDataString(attempt)}",
            StringComparison.Ordinal);

        Assert.Null(address.Verify(prediction, attempt, address.Token(Prediction, 1)));
        Assert.Null(address.Read(Respelled(ours, "prediction=", "&attempt=")));
        Assert.Null(address.ReadInput(Respelled(mark, "studio=", ".")));
    }

    [Fact]
    public void A_mark_is_valid_for_one_prediction_one_attempt_and_one_key()
    {
        var (link, id) = (Marked(1), $"{Prediction}");

        Assert.Null(address.ReadInput(link.Replace(id, $"{Guid.NewGuid()}", StringComparison.Ordinal)));
        Assert.Null(address.ReadInput(link.Replace($"{id}.1.", $"{id}.2.", StringComparison.Ordinal)));
        Assert.Null(With(key: 2).ReadInput(link));
        Assert.Null(address.ReadInput(link[..^1]));
        Assert.Null(address.ReadInput(Photo.AbsoluteUri));
    }

    [Fact]
    public void An_address_starts_with_the_public_one_and_is_absent_when_webhooks_are_off()
    {
        Assert.Equal(
            $"https://studio.example.com/api/v1/webhooks/replicate?prediction={Prediction}&attempt=2&token="
                + address.Token(Prediction, 2),
            With(key: 1, root: "https://studio.example.com/").For(Prediction, 2)!.AbsoluteUri);
        Assert.Null(With(key: 1, webhooks: "off").For(Prediction, 2));
    }

    [Fact]
    public void A_mark_is_added_to_a_link_with_or_without_parameters()
    {
        var plain = new Uri("https://account.blob.example/public/photo.jpg");

        Assert.StartsWith($"{Photo.AbsoluteUri}&studio={Prediction}.1.", Marked(1));
        Assert.StartsWith(
            $"{plain.AbsoluteUri}?studio={Prediction}.1.", address.MarkInput(plain, Prediction, 1).AbsoluteUri);
    }

    [Fact]
    public void A_foreign_link_names_no_prediction()
    {
        var ours = address.For(Prediction, 1)!.AbsoluteUri;
        string?[] others =
        [
            null, "", "not a link", new Uri(ours).PathAndQuery[1..],
            ours.Replace("/api/v1/webhooks/replicate", "/api/v1/webhooks/other", StringComparison.Ordinal),
            ours.Replace("prediction=", "p=", StringComparison.Ordinal),
            ours.Replace("attempt=1", "attempt=2", StringComparison.Ordinal),
            ours.Replace("attempt=1", "attempt=one", StringComparison.Ordinal),
            ours.Replace("token=", "t=", StringComparison.Ordinal),
        ];

        Assert.All(others, other => Assert.Null(address.Read(other)));
    }

    [Fact]
    public void A_malformed_mark_names_no_prediction()
    {
        string[] marks = ["", ".", "..", "a.1.b", $"{Prediction}.one.b", $"{Prediction}.1", $"{Prediction}.1.b.c"];

        Assert.All(marks, mark => Assert.Null(address.ReadInput($"{Photo.AbsoluteUri}&studio={mark}")));
        Assert.Null(address.ReadInput("not a link"));
    }

    private string Marked(int attempt) => address.MarkInput(Photo, Prediction, attempt).AbsoluteUri;

    private static string TokenOf(Uri webhook) => HttpUtility.ParseQueryString(webhook.Query)["token"]!;

    private static WebhookAddress With(
        byte key, string webhooks = "on", string root = "https://studio.example.com") => new(
        Options.Create(new ReplicateOptions
        {
            Webhooks = webhooks,
            WebhookTokenKey = Convert.ToBase64String([.. Enumerable.Repeat(key, 32)]),
        }),
        Options.Create(new PublicAddressOptions { PublicBaseUrl = root }));
}
