using System.Text.Json.Nodes;
using System.Web;
using Microsoft.Playwright;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A library of any size, made of the few renders that the user has.</summary>
internal static class PageLibrary
{
    private const int PageSize = 40;

    /// <summary>
    /// Repeats the renders of the user until the list has this many entries, in pages as the API returns them.
    /// </summary>
    public static Task ShowManyAsync(this IPage page, int count) =>
        page.RouteAsync(url => new Uri(url).AbsolutePath == "/api/v1/renders", async route =>
        {
            var address = new UriBuilder(route.Request.Url);
            var query = HttpUtility.ParseQueryString(address.Query);
            var start = int.Parse(query["cursor"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            query.Remove("cursor");
            address.Query = query.ToString();
            var response = await route.FetchAsync(new() { Url = address.Uri.AbsoluteUri });
            var body = JsonNode.Parse(await response.TextAsync())!.AsObject();
            await route.FulfillAsync(new() { Response = response, Body = Page(body, start, count).ToJsonString() });
        });

    private static JsonObject Page(JsonObject body, int start, int count)
    {
        var items = body["items"]!.AsArray();
        var end = Math.Min(count, start + PageSize);
        body["items"] = new JsonArray([.. Enumerable.Range(start, end - start).Select(place => Copy(items, place))]);
        body["nextCursor"] = end < count ? $"{end}" : null;
        return body;
    }

    /// <summary>An entry whose id is unique, and whose address is still that of the render.</summary>
    private static JsonNode Copy(JsonArray items, int place)
    {
        var copy = items[place % items.Count]!.DeepClone();
        copy["id"] = $"{copy["id"]}?copy={place}";
        return copy;
    }
}
