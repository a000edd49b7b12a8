using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Web;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Faults;

namespace RenderStudio.Tests.Functions.Predictions;

/// <summary>Random changes of the body, a header or the address of a valid delivery of Replicate.</summary>
public sealed class WebhookFuzzTests(SharedApp shared, ITestOutputHelper output) : IClassFixture<SharedApp>
{
    private const int MutationCount = 10_000;

    private static readonly HttpStatusCode[] Rejections =
        [HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge];

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task No_mutation_of_a_valid_delivery_is_accepted_and_none_causes_an_internal_error()
    {
        var seed = Seeds.Next();
        output.WriteLine($"Seed {seed}");
        var (prediction, run) = (await SubmitAsync(), $"run-{Guid.NewGuid():n}");
        var delivery = SignedDelivery.For(app, prediction, run, "succeeded");
        var valid = Parts.Of(delivery);
        var mutations = new Mutations(seed);
        var statuses = new Dictionary<HttpStatusCode, int>();
        for (var sent = 0; sent < MutationCount;)
        {
            if (valid.Changed(sent % 5, mutations) is not { } changed)
                continue;
            using var answer = await changed.SendAsync(app.Http);
            Assert.True(Rejections.Contains(answer.StatusCode), $"{answer.StatusCode}: {changed} (seed {seed})");
            statuses[answer.StatusCode] = statuses.GetValueOrDefault(answer.StatusCode) + 1;
            sent++;
        }

        output.WriteLine(string.Join(", ", statuses));
        Assert.Equal(0, await app.QueryAsync<long>("select count(*) from webhook_deliveries"));
        using var accepted = await valid.SendAsync(app.Http);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(run, await app.QueryAsync<string>(
            "select result_run from predictions where id = @prediction", new { prediction }));
    }

    private async Task<Guid> SubmitAsync()
    {
        using var owner = app.ClientOf($"{Guid.NewGuid()}");
        var answer = await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a nook" });
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
        return await app.QueryAsync<Guid>("select id from predictions where generation_id = @id", new { id });
    }

    private sealed record Parts(string Query, string Id, string Timestamp, string Signature, byte[] Body)
    {
        public static Parts Of(SignedDelivery delivery)
        {
            var (timestamp, body) = ($"{delivery.SentAt.ToUnixTimeSeconds()}", Encoding.UTF8.GetBytes(delivery.Body));
            return new(
                delivery.Link.Query[1..], delivery.Id, timestamp,
                WebhookSignature.Sign(delivery.Secret, delivery.Id, timestamp, body), body);
        }

        /// <returns>
        /// Null for a change that no client can send or that the protocol ignores: spaces around a header, and other
        /// spellings of the same query.
        /// </returns>
        public Parts? Changed(int part, Mutations mutations)
        {
            var changed = part switch
            {
                0 => this with { Query = Mutated(Query, mutations) },
                1 => this with { Id = Mutated(Id, mutations) },
                2 => this with { Timestamp = Mutated(Timestamp, mutations) },
                3 => this with { Signature = Mutated(Signature, mutations) },
                _ => this with { Body = mutations.Of(Body) },
            };
            string[] headers = [changed.Id, changed.Timestamp, changed.Signature];
            return headers.Any(text => text.Any(letter => letter is < ' ' or > '~')) || changed.IsSameAs(this)
                ? null
                : changed;
        }

        public async Task<HttpResponseMessage> SendAsync(HttpClient client)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/{WebhookAddress.Route}?{Query}")
            {
                Content = new ByteArrayContent(Body),
            };
            request.Headers.TryAddWithoutValidation("webhook-id", Id);
            request.Headers.TryAddWithoutValidation("webhook-timestamp", Timestamp);
            request.Headers.TryAddWithoutValidation("webhook-signature", Signature);
            return await client.SendAsync(request);
        }

        private bool IsSameAs(Parts other) =>
            Body.AsSpan().SequenceEqual(other.Body) && Id.Trim() == other.Id && Timestamp.Trim() == other.Timestamp
            && EntriesOf(Signature).Contains(other.Signature) && FieldsOf(Query).SequenceEqual(FieldsOf(other.Query));

        // An entry that is valid counts beside malformed ones.
        private static string[] EntriesOf(string signature) => signature.Trim().Split(' ');

        // What follows # is not sent; other parameters are ignored.
        private static string?[] FieldsOf(string query)
        {
            var fields = HttpUtility.ParseQueryString(query.Split('#')[0]);
            return [fields["prediction"], fields["attempt"], fields["token"]];
        }

        private static string Mutated(string text, Mutations mutations) =>
            Encoding.Latin1.GetString(mutations.Of(Encoding.Latin1.GetBytes(text)));
    }
}
