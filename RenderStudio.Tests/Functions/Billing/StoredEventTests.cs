using RenderStudio.Core.Billing;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>Events between their storage and their effect.</summary>
public sealed class StoredEventTests(Services services) : IAsyncLifetime
{
    private readonly StripeCustomer stripe = new(services);

    public ValueTask InitializeAsync() => stripe.InitializeAsync();

    public ValueTask DisposeAsync() => stripe.DisposeAsync();

    [Fact]
    public async Task The_payload_of_an_applied_event_is_deleted()
    {
        await stripe.AcceptedAsync(stripe.Paid());

        Assert.Null(await stripe.App.QueryAsync<string?>("select payload from stripe_events"));
    }

    [Fact]
    public async Task An_event_that_was_stored_but_not_applied_is_applied_by_the_timer_and_by_a_repeated_delivery()
    {
        var (first, second) = (stripe.Paid(), stripe.Paid(intent: StripeBody.NewId("pi")));
        foreach (var stored in new[] { first, second })
        {
            await stripe.App.QueryAsync<int>(
                """
                insert into stripe_events (id, type, created_at, payload, received_at)
                values (@id, 'checkout.session.completed', now(), @payload, now() - @age * interval '1 minute')
                """,
                new { id = (string)stored["id"]!, payload = stored.ToJsonString(), age = stored == first ? 2 : 0 });
        }

        Assert.Equal(1, await stripe.App.Engine.Get<ApplyStoredEvents>().RunOnceAsync(default));
        Assert.Equal(120, await stripe.RemainingAsync());
        await stripe.AcceptedAsync(second);
        Assert.Equal(220, await stripe.RemainingAsync());
    }

    [Fact]
    public async Task Stored_events_that_cannot_be_read_or_applied_do_not_stop_the_others()
    {
        var paid = stripe.Paid();
        var failing = StripeBody.Event("charge.refunded", StripeBody.Charge(stripe.Customer, "pi_1", 1000, 1000));
        await stripe.App.QueryAsync<int>(
            """
            alter table billing_withdrawals add constraint broken check (payment_intent <> 'pi_1');
            insert into stripe_events (id, type, created_at, payload, received_at)
            select 'evt_' || number, 'charge.refunded', now(),
                case number % 4 when 0 then '{' when 1 then '[]' when 2 then @failing end, now() - interval '1 hour'
            from generate_series(1, 44) as number;
            update stripe_events set payload = replace(payload, @failingId, id) where payload = @failing;
            insert into stripe_events (id, type, created_at, payload, received_at)
            values (@id, 'checkout.session.completed', now(), @payload, now() - interval '2 minutes');
            """,
            new
            {
                failing = failing.ToJsonString(),
                failingId = (string)failing["id"]!,
                id = (string)paid["id"]!,
                payload = paid.ToJsonString(),
            });

        Assert.Equal(34, await stripe.App.Engine.Get<ApplyStoredEvents>().RunOnceAsync(default));

        Assert.Equal(120, await stripe.RemainingAsync());
        Assert.Equal("applied 1, open 11, unreadable 33", await stripe.App.QueryAsync<string>(
            """
            select string_agg(outcome || ' ' || count, ', ' order by outcome) from (
                select coalesce(outcome, 'open') as outcome, count(*) from stripe_events group by 1) as outcomes
            """));
    }
}
