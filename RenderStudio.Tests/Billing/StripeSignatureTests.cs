using System.Text;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Billing;
using RenderStudio.Local.Children;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Billing;

public sealed class StripeSignatureTests
{
    private const string Body = """{"id":"evt_1","text":"Zürich 🏠"}""";
    private const string Secret = StripeBody.Secret;

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Digits = StripeBody.Sign(Body, Now).Split("v1=")[1];

    private static readonly long Time = Now.ToUnixTimeSeconds();

    private readonly FixedClock clock = new(Now);

    [Fact]
    public void A_delivery_signed_with_any_secret_is_accepted()
    {
        Assert.True(Verify(StripeBody.Sign(Body, Now)));
        Assert.True(Verify(StripeBody.Sign(Body, Now, "whsec_the_old_secret_of_a_rotation")));
        Assert.False(Verify(StripeBody.Sign(Body, Now, "whsec_the_secret_of_another_endpoint")));
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    [InlineData(-30 * 24 * 3600, false)]
    public void A_delivery_is_valid_for_300_seconds_in_either_direction(int seconds, bool accepted) =>
        Assert.Equal(accepted, Verify(StripeBody.Sign(Body, Now.AddSeconds(seconds))));

    [Fact]
    public void Entries_of_other_schemes_and_other_signatures_are_ignored()
    {
        Assert.True(Verify($"t={Time},v1={new string('0', 64)},v1={Digits},v0={new string('1', 64)}"));
        Assert.False(Verify($"t={Time},v0={Digits}"));
        Assert.False(Verify($"t={Time},v2={Digits}"));
    }

    [Fact]
    public void A_malformed_header_is_rejected() => Assert.All(
        [
            "", ",", "t", "t=", $"t={Time}", $"v1={Digits}", $"t={Time},v1=", $"t={Time},v1={Digits},",
            $"t={Time},,v1={Digits}", $"t={Time};v1={Digits}", $"t={Time}, v1={Digits}", $" t={Time},v1={Digits}",
            $"t=+{Time},v1={Digits}", $"t=-{Time},v1={Digits}", $"t={Time}.0,v1={Digits}", $"t=0x{Time:x},v1={Digits}",
            $"t={Time},t={Time},v1={Digits}", $"t={Time},v1={Digits.ToUpperInvariant()}", $"t={Time},v1={Digits}0",
            $"t={Time},v1={Digits[..^1]}", $"t={Time},V1={Digits}",
            $"t={Time},v1={Convert.ToBase64String(new byte[32])}",
            $"t={new string('9', 400)},v1={Digits}", $"t={long.MaxValue},v1={Digits}", $"t=١٢٣,v1={Digits}",
            $"t={Time},v1={Digits},{string.Join(',', Enumerable.Repeat("v0=1", 30))}",
            $"t={Time},v1={Digits}{new string(' ', 5000)}",
            $"t={Time},v1={Digits[..7]},v1={Digits}",
        ],
        header => Assert.False(Verify(header), header));

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF })]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { (byte)' ' })]
    public void Bytes_around_the_body_are_part_of_it(byte[] extra)
    {
        var body = Encoding.UTF8.GetBytes(Body);

        Assert.False(Signature().Verify(StripeBody.Sign(Body, Now), (byte[])[.. extra, .. body]));
        Assert.False(Signature().Verify(StripeBody.Sign(Body, Now), (byte[])[.. body, .. extra]));
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_never_match_the_text_that_replaces_them() => Assert.False(
        Signature().Verify(StripeBody.Sign("\uFFFD", Now), new byte[] { 0xFF }));

    [Fact]
    public async Task The_npm_package_of_Stripe_accepts_the_events_of_the_simulator_and_no_changed_one()
    {
        await using var stripe = await StripeSimulator.StartAsync(
            new() { WebhookSecret = Secret, Webhook = new("http://127.0.0.1:9/") }, default);
        var script = Path.Combine(AppContext.BaseDirectory, "Billing", "stripe-client.cjs");
        string[] arguments = [script, stripe.Address.ToString(), StripeSimulatorOptions.SimulatedKey, Secret];

        await using var client = await ChildProcess.StartAsync(new ChildCommand("official client", "node", arguments));

        Assert.True(await client.Exited.WaitAsync(TimeSpan.FromSeconds(60)) == 0, client.LastOutput);
    }

    private bool Verify(string header) => Signature().Verify(header, Encoding.UTF8.GetBytes(Body));

    private StripeSignature Signature() => new(Options.Create(new BillingOptions
    {
        WebhookSecrets = ["whsec_the_old_secret_of_a_rotation", Secret],
    }), clock);
}
