using System.Globalization;
using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Functions.Generations;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>Endpoints that show operators an owner's account, and that change its credits.</summary>
public static class OwnerFunctions
{
    private const string Credits = "credits";

    public static void MapOwners(this RouteGroupBuilder admin)
    {
        admin.MapGet("owners/{id:guid}", GetAsync).Describe(OwnerDocument.Get);
        admin.MapGet("owners/{id:guid}/entries", EntriesAsync).WithQuery("cursor", "limit")
            .Describe(OwnerDocument.Entries);
        admin.MapPost("owners/{id:guid}/credits", GrantAsync).Describe(OwnerDocument.Grant);
    }

    private static async Task<IResult> GetAsync(Guid id, InspectOwner inspect, CancellationToken ct) =>
        (await inspect.RunAsync(id, ct)).Failed(out var problem, out var owner)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(owner, AdminJson.Default.OwnerView);

    private static async Task<IResult> EntriesAsync(
        Guid id, HttpContext context, InspectOwner inspect, CancellationToken ct)
    {
        var query = QueryFields.Of(context);
        var (before, limit) = (Before(query), query.Limit());
        if (query.Errors.ToProblem() is { } invalid)
            return invalid.ToResponse();
        if ((await inspect.EntriesAsync(id, before, limit, ct)).Failed(out var problem, out var page))
            return problem.ToResponse();
        return ReadableJson.ToResponse(page, AdminJson.Default.PageLedgerEntry);
    }

    private static async Task<IResult> GrantAsync(
        Guid id, HttpContext context, GrantCredits grant, CancellationToken ct)
    {
        if ((await ReadAsync(id, context)).Failed(out var problem, out var wanted))
            return problem.ToResponse();
        if ((await grant.RunAsync(id, wanted, context.Caller(), ct)).Failed(out problem, out var granted))
            return problem.ToResponse();
        return ReadableJson.ToResponse(granted, AdminJson.Default.GrantedCredits);
    }

    private static async Task<Result<CreditGrant>> ReadAsync(Guid id, HttpContext context)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem;
        var credits = fields.WholeNumber(Credits);
        fields.Errors.AddWhen(
            (credits is null && !fields.Errors.Has(Credits))
                || credits is 0 or < -GrantCredits.Most or > GrantCredits.Most,
            Credits, $"Must be a whole number from 1 to {GrantCredits.Most}, or from -{GrantCredits.Most} to -1.");
        var reason = ActReason.Check(fields.Text("reason"), isRequired: true, fields.Errors);
        fields.RejectUnknownFields();
        if (IdempotencyHeader.Read(context.Request, $"{ApiRoutes.Admin}/owners/{id}/credits", "").Failed(
            out problem, out var header))
            fields.Errors.Add(problem);
        else
            fields.Errors.AddWhen(header.Key is null, "Idempotency-Key", "Is required.");
        return fields.Errors.ToProblem() is { } invalid
            ? invalid
            : new CreditGrant((int)credits!.Value, reason!, header!.Key!.Key);
    }

    private static long? Before(QueryFields query)
    {
        if (query.Text("cursor") is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
            return before;
        query.Errors.Add("cursor", "Is not a valid cursor.");
        return null;
    }
}
