using System.Text.Json;
using Npgsql;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Records the newest state of each subscription. An active subscription has the limits of its plan at once. Credits
/// come with its paid invoices, which also keep a better plan until the end of the period that was paid for.
/// </summary>
public sealed class Subscriptions(PriceTable prices)
{
    public async Task<EventOutcome> RecordAsync(NpgsqlConnection connection, StripeEvent told)
    {
        if (await CustomerStore.OwnerOfAsync(connection, told.About.Id("customer")) is not { } ownerId)
            return EventOutcome.UnknownCustomer;
        if (Read(told) is not { } state)
            return EventOutcome.Unreadable;
        if (!await SubscriptionStore.AdvanceAsync(connection, state with { OwnerId = ownerId }))
            return EventOutcome.Outdated;
        if (state is { Plan: { } plan, IsActive: true })
        {
            await PlanPeriodStore.SetAsync(
                connection, new(state.Id, ownerId, plan, state.PeriodStarts, state.PeriodEnds, IsPaid: false));
        }
        else
        {
            await PlanPeriodStore.RemoveAsync(connection, state.Id);
        }

        return EventOutcome.Applied;
    }

    private SubscriptionState? Read(StripeEvent told)
    {
        var items = told.About.List("items").ToList();
        return told.About.Text("id") is { } id && told.About.Text("status") is { } status
            && Time(told.About, items, "current_period_start") is { } starts
            && Time(told.About, items, "current_period_end") is { } ends
            ? new()
            {
                Id = id,
                Plan = items.Select(item => prices.Find(item.Id("price"))?.Plan)
                    .MaxBy(plan => Array.IndexOf(PlansOptions.Ranks, plan)),
                Status = status,
                PeriodStarts = starts,
                PeriodEnds = ends,
                Version = told.Created,
                EventId = told.Id,
            }
            : null;
    }

    // Since API version 2025-03-31 the items have the period, before it the subscription.
    private static DateTime? Time(JsonElement subscription, IEnumerable<JsonElement> items, string name) =>
        subscription.Time(name) ?? items.Select(item => item.Time(name)).Max();
}
