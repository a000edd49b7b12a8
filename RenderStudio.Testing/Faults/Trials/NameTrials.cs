using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Testing.Faults.Trials;

/// <summary>Hostile file names. No name, and no part of one, becomes a blob name.</summary>
public static class NameTrials
{
    private const int AtATime = 45; // covers all hostile names once

    private static readonly string[] Nasty =
    [
        "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "a\\..\\..\\b.png", "/absolute.png", "C:\\boot.ini",
        "\\\\host\\share", "%00.png", "a\0.png", "photo\u202Egnp.exe", "\u200b\u2066.png", "CON", "nul.png", ".", "..",
        "", " ", "~", "-rf", "?sig=abc&se=2099", "#fragment", "%2e%2e/x.png", "..;/x.png", "cafe\u0301.png",
        "caf\u00e9.png", "\ufffe.png", "; rm -rf ;.png", "$(id).png", "`id`.png", "<script>alert(1)</script>.png",
        "photo.php", "photo.png.html", "web.config", ".htaccess", "{0}.png", "%s%n.png", "' or 1=1 --.png", "a\tb.png",
        "staging/x.png", "renders/x.webp", "\uD83D\uDE00.png",
    ];

    public static Trial HostileNames { get; } = new("hostile file names", HostileNamesAsync);

    private static async Task HostileNamesAsync(TrialRun run)
    {
        var photo = Drawing.Quarters(64, 64).EncodePng();
        var subject = Guid.NewGuid().ToString();
        using var owner = run.App.ClientOf(subject);
        var ownerId = await run.App.OwnerOfAsync(owner, subject);
        foreach (var name in Names(run).Take(AtATime * run.Scale))
            await SendAsync(run, owner, photo, name);
        run.Tried.AtLeast("accepted", AtATime * run.Scale * 8 / 10);
        var paths = await run.App.BlobsOfAsync(ownerId);
        Assert.Equal(run.Tried["accepted"], paths.Count);
        Assert.All(paths, path => Assert.Matches($"^{ownerId}/inputs/[0-9a-f-]{{36}}\\.png$", path));
    }

    private static async Task SendAsync(TrialRun run, HttpClient owner, byte[] photo, string name)
    {
        using var body = new ByteArrayContent(Form(photo, name));
        body.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };
        var answer = await owner.PostAsync("/api/v1/storage/upload", body);
        var said = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode == HttpStatusCode.BadRequest || name == "")
        {
            Assert.True((int)answer.StatusCode is 400 or 422, said);
            run.Tried.Add("no file");
            return;
        }

        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{Shown(name)}: {answer.StatusCode} {said}");
        run.Tried.Add("accepted");
        Assert.Matches("/inputs/[0-9a-f-]{36}\\.png$", JsonSerializer.Deserialize<JsonElement>(said).Text("path"));
    }

    /// <summary>Long names, each hostile name unchanged, then concatenations of several.</summary>
    private static IEnumerable<string> Names(TrialRun run)
    {
        yield return new('n', 1000);
        yield return string.Concat(Enumerable.Repeat("../", 400));
        string[] shuffled = [.. Nasty];
        run.Random.Shuffle(shuffled);
        foreach (var name in shuffled)
            yield return name;
        while (true)
            yield return string.Concat(run.Random.GetItems(Nasty, run.Random.Next(2, 12)));
    }

    // Writes the bytes as a client does that escapes only the quote that ends the name.
    private static byte[] Form(byte[] photo, string name) =>
    [
        .. "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ninput\r\n--x\r\n"u8,
        .. Encoding.UTF8.GetBytes(
            $"Content-Disposition: form-data; name=\"file\"; filename=\"{name.Replace("\"", "\\\"")}\"\r\n\r\n"),
        .. photo, .. "\r\n--x--\r\n"u8,
    ];

    private static string Shown(string name) => JsonSerializer.Serialize(name);
}
