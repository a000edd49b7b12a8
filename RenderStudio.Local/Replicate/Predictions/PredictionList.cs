using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>The predictions of an account, newest first, in pages of one hundred.</summary>
internal sealed class PredictionList(PredictionBook book, SimulatedRunJson json, SettingsBook settings,
    SimulatorAddress address)
{
    private const int PageSize = 100;
    private int calls;

    public IResult Read(HttpContext http)
    {
        var general = settings.Sheet.General;
        var chance = new Chance("list", Interlocked.Increment(ref calls));
        if (chance.Happens(general.ReadErrorRate, general.Seed, "list"))
            return Problems.Fault(general.ReadErrorStatus);
        var query = http.Request.Query;
        if (!TryTime(query["created_after"], out var after) || !TryTime(query["created_before"], out var before))
            return Problems.BadRequest("created_after and created_before must be ISO 8601 date-times");
        if (!TryCursor(query["cursor"], out var start))
            return Problems.BadRequest("The cursor is not valid");

        var account = SimulatedAccounts.AccountOf(http);
        SimulatedRun[] wanted = query["source"] == "web" ? [] :
        [
            .. book.All().Where(p => p.Account == account)
                .Where(p => (after is null || p.CreatedAt >= after) && (before is null || p.CreatedAt < before))
                .Reverse(),
        ];
        return Page(http.Request, wanted, start, chance);
    }

    private IResult Page(HttpRequest request, SimulatedRun[] wanted, string? start, Chance chance)
    {
        var first = start is null ? 0 : Math.Max(0, Array.FindIndex(wanted, p => p.Id == start));
        var page = wanted.Skip(first).Take(PageSize).ToList();
        var next = first + page.Count < wanted.Length ? wanted[first + page.Count].Id : null;
        var previous = first > 0 ? wanted[Math.Max(0, first - PageSize)].Id : null;
        var body = new JsonObject
        {
            ["next"] = LinkTo(request, next),
            ["previous"] = LinkTo(request, previous),
            ["results"] = new JsonArray([.. page.Select(Describe)]),
        };
        var general = settings.Sheet.General;
        return chance.Happens(general.OddAnswerRate, general.Seed, "odd list")
            ? Results.Bytes(
                OddValues.WritePage(body, page, chance.Number(general.Seed, "odd page")), "application/json")
            : Results.Json(body, PlainJson.Options);
    }

    private JsonObject Describe(SimulatedRun prediction) =>
        json.Describe(prediction, prediction.State, !settings.For(prediction.Prompt).ListOmitsWebhook);

    /// <summary>
    /// The cursor names the first prediction of the page, so that newer predictions do not shift the pages.
    /// </summary>
    private string? LinkTo(HttpRequest request, string? id)
    {
        if (id is null)
            return null;
        var query = request.Query.Where(q => q.Key != "cursor")
            .Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value.ToString())}");
        var cursor = Uri.EscapeDataString(Convert.ToBase64String(Encoding.ASCII.GetBytes("p=" + id)));
        return $"{address.Origin}/v1/predictions?{string.Join('&', query.Prepend("cursor=" + cursor))}";
    }

    private static bool TryCursor(string? text, out string? id)
    {
        id = null;
        if (string.IsNullOrEmpty(text))
            return true;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            return false;
        var plain = Encoding.ASCII.GetString(bytes, 0, length);
        id = plain.StartsWith("p=", StringComparison.Ordinal) ? plain[2..] : null;
        return id is not null;
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var parsed))
            return false;
        time = parsed;
        return true;
    }
}
