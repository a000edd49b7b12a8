using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RenderStudio.Local.Stripe;
using RenderStudio.Local.Studio;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Leaks;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// A purchase, uploads, API keys, generations, outbound webhooks, calls of an operator and an erasure in a studio of
/// two instances that logs at level Debug. No log line, error response or row contains a secret, a link or a prompt.
/// </summary>
public sealed class SecretsScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string word = $"velvet{Guid.NewGuid():n}";

    [Fact]
    public async Task No_secret_link_or_prompt_of_any_flow_is_logged_at_level_Debug()
    {
        await using var studio = await StudioProcess.StartAsync(
            "--ephemeral", "--instances", "2", "--setting", "Logging__LogLevel__Default=Debug",
            "--setting", "AzureFunctionsJobHost__logging__logLevel__default=Debug");
        using var http = await studio.ClientAsync("free");
        using var user = new StudioUser(http);
        await using var server = await OwnersServer.StartAsync();

        await UploadAsync(studio, http);
        await BuyAsync(studio, http);
        await UseKeyAsync(studio, http);
        var endpoint = await EndpointAsync(studio, http, server);
        await GenerateAsync(user, server);
        await DeliverAsync(http, server, endpoint);
        await OperateAsync(studio, http);
        await ForgeAsync(studio);
        Assert.True((await http.DeleteAsync("/api/v1/me")).IsSuccessStatusCode);

        var log = await studio.LogAsync();
        foreach (var instance in (int[])[1, 2])
            Assert.Contains($"debu Host.{instance}: ", log);
        Assert.DoesNotContain(server.Url.Query, log);
        Assert.DoesNotContain("an answer of the owner", log);
        await studio.LeaksNothingAsync(word);
    }

    private static async Task UploadAsync(StudioProcess studio, HttpClient owner)
    {
        using var anyone = new HttpClient(new SocketsHttpHandler());
        var photo = Drawing.Quarters(96, 96).EncodePng();
        var grant = await owner.GrantedAsync(photo.Length, "image/png");
        studio.Secret("address of an upload", new Uri(grant.Text("uploadUrl")).Query);
        Assert.Equal(HttpStatusCode.Created, (await anyone.PutAsync(grant, photo)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
        Assert.True((await owner.PostAsJsonAsync(
            "/api/v1/storage/signed-urls", new { ids = new[] { grant.Text("assetId") } })).IsSuccessStatusCode);
    }

    private static async Task BuyAsync(StudioProcess studio, HttpClient owner)
    {
        using var stripe = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = (await studio.StatusAsync()).StripeUrl,
        };
        using var answer = await owner.PostAsJsonAsync(
            "/api/v1/billing/checkout", new { priceId = StripeSimulatorOptions.Pack });
        var page = (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("url");
        studio.Secret("address of a checkout", page);
        using var paid = await stripe.PostAsync($"{page}/pay", null);
        await Eventually.BecomesAsync(
            () => owner.GetFromJsonAsync<JsonElement>("/api/v1/usage"),
            usage => usage.GetProperty("purchased").GetInt32() == 100, Patience);
        using var portal = await owner.PostAsync("/api/v1/billing/portal", null);
        studio.Secret("address of a portal", (await portal.Content.ReadFromJsonAsync<JsonElement>()).Text("url"));
        var payments = await stripe.GetFromJsonAsync<JsonElement>("/_sim/payments");
        using var refunded = await stripe.PostAsJsonAsync(
            "/_sim/refunds", new { paymentIntent = payments.GetProperty("items")[0].Text("intent"), amount = 100 });
        Assert.Equal(HttpStatusCode.NoContent, refunded.StatusCode);
    }

    private async Task UseKeyAsync(StudioProcess studio, HttpClient owner)
    {
        using var created = await owner.PostAsJsonAsync(
            "/api/v1/api-keys", new { name = "A program", scopes = new[] { "generate", "read" } });
        var key = (await created.Content.ReadFromJsonAsync<JsonElement>()).Text("key");
        studio.Secret("API key", key);
        using var program = new StudioUser(studio.Client(key));
        await program.SucceededAsync(await program.SubmitAsync(new { mode = "imagine", prompt = $"a {word}" }));
        using var mistyped = studio.Client($"{key[..^1]}{(key[^1] == 'a' ? 'b' : 'a')}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await mistyped.GetAsync("/api/v1/usage")).StatusCode);
    }

    private static async Task<string> EndpointAsync(StudioProcess studio, HttpClient owner, OwnersServer server)
    {
        using var created = await owner.PostAsJsonAsync("/api/v1/webhook-endpoints", new
        {
            url = server.Url.AbsoluteUri,
            events = new[] { "generation.succeeded", "variant.ready" },
        });
        var endpoint = await created.Content.ReadFromJsonAsync<JsonElement>();
        studio.Secret("secret of an endpoint", endpoint.Text("secret"));
        using var rotated = await owner.PostAsync($"/api/v1/webhook-endpoints/{endpoint.Text("id")}/rotate", null);
        studio.Secret("new secret of an endpoint",
            (await rotated.Content.ReadFromJsonAsync<JsonElement>()).Text("secret"));
        return $"/api/v1/webhook-endpoints/{endpoint.Text("id")}";
    }

    private async Task GenerateAsync(StudioUser user, OwnersServer server)
    {
        var imagined = await user.SucceededAsync(
            await user.SubmitAsync(new { mode = "imagine", prompt = $"a {word}", negativePrompt = $"no {word}" }));
        await StudioUser.DownloadAsync(imagined.GetProperty("variants")[0].GetProperty("url"));
        await user.SucceededAsync(await user.SubmitPhotoAsync(
            DrawnRoom.Png(320, 240), ("mode", "redesign"), ("style", "scandinavian"), ("roomType", "living_room"),
            ("prompt", $"a {word}")));
        await server.ReceivesAsync(4, Patience);
    }

    private static async Task DeliverAsync(HttpClient owner, OwnersServer server, string endpoint)
    {
        server.Respond(500, "an answer of the owner");
        using var tested = await owner.PostAsync($"{endpoint}/test", null);
        var delivery = $"{endpoint}/deliveries/{(await tested.Content.ReadFromJsonAsync<JsonElement>()).Text("id")}";
        await server.ReceivesAsync(5, Patience);
        server.Respond(200);
        Assert.Equal(HttpStatusCode.Accepted, (await owner.PostAsync($"{delivery}/replay", null)).StatusCode);
        await server.ReceivesAsync(6, Patience);
    }

    private static async Task OperateAsync(StudioProcess studio, HttpClient owner)
    {
        var keys = await File.ReadAllTextAsync(Path.Combine((await studio.StatusAsync()).DataFolder, "keys.json"));
        var key = Convert.FromBase64String(JsonElement.Parse(keys).Text("TokenSigning"));
        var token = TestTokens.SignedBy(
            TestTokens.Header("HS256", LocalIdentity.KeyId),
            new()
            {
                ["iss"] = LocalIdentity.Issuer,
                ["aud"] = LocalIdentity.Audience,
                ["sub"] = "operator",
                ["roles"] = new System.Text.Json.Nodes.JsonArray("admin"),
            },
            input => HMACSHA256.HashData(key, input));
        studio.Secret("token of an operator", token);
        using var admin = studio.Client(token);
        var redrive = $"/api/v1/admin/predictions/{Guid.NewGuid()}/redrive";
        Assert.Equal(
            HttpStatusCode.NotFound, (await admin.PostAsJsonAsync(redrive, new { reason = "a test" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.PostAsync(redrive, null)).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK, (await admin.PostAsync("/api/v1/admin/sweeps?dryRun=true", null)).StatusCode);
        foreach (var timer in (string[])["ReconcilePredictions", "SweepStorage"])
            (await studio.Local.PostAsync($"/local/functions/{timer}", null)).EnsureSuccessStatusCode();
    }

    private async Task ForgeAsync(StudioProcess studio)
    {
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var stripe = new HttpRequestMessage(HttpMethod.Post, "/api/v1/webhooks/stripe") { Content = Body() };
        stripe.Headers.TryAddWithoutValidation("Stripe-Signature", $"t={time},v1={new string('a', 64)}");
        using var replicate = new HttpRequestMessage(
            HttpMethod.Post, "/api/v1/webhooks/replicate?prediction=1&attempt=1&token=abcdefghijkl")
        { Content = Body() };
        replicate.Headers.Add("webhook-id", "msg_1");
        replicate.Headers.Add("webhook-timestamp", $"{time}");
        replicate.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(new byte[32])}");
        foreach (var request in new[] { stripe, replicate })
            Assert.Equal(HttpStatusCode.Unauthorized, (await studio.Local.SendAsync(request)).StatusCode);

        StringContent Body() => new($"{{\"id\": \"{word}\"}}", Encoding.UTF8, "application/json");
    }
}
