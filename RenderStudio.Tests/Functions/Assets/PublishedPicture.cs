using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Assets;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>The file of a published render, and anonymous requests for it.</summary>
internal sealed record PublishedPicture(Guid Id, string Path, string Sha256)
{
    internal static readonly byte[] Picture = Drawing.Quarters(160, 120).EncodeWebP();

    public string Address => $"/api/v1/assets/renders/{Id}/0.webp";

    internal static async Task<PublishedPicture> CreateAsync(RunningApp app)
    {
        var render = await StoredRender.CreateAsync(app.Engine, files: 1, _ => Picture);
        var change = app.Services.GetRequiredService<ChangeVisibility>();
        Assert.Null(await change.RunAsync(render.Id, render.OwnerId, isPublic: true, default));
        return new(render.Id, render.Paths[0], Convert.ToHexStringLower(SHA256.HashData(Picture)));
    }

    internal static Task<int> HideAsync(RunningApp app, PublishedPicture render) =>
        app.QueryAsync<int>("update renders set is_public = false where id = @Id", render);

    internal static async Task<HttpResponseMessage> SendAsync(
        HttpClient http, HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request);
    }
}
