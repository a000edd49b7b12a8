using System.Net;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Erasure;

/// <summary>An erasure that waits for Replicate before it deletes data.</summary>
public sealed class HiddenOwnerTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly byte[] Picture = Drawing.Quarters(96, 96).EncodePng();
    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task The_published_content_of_an_owner_is_hidden_before_anything_is_deleted()
    {
        var subject = $"hidden-{Guid.NewGuid():n}";
        using var owner = app.ClientOf(subject);
        var ownerId = await app.OwnerOfAsync(owner, subject);
        var render = await PublishedRenderAsync(ownerId);
        var logo = await PublishedLogoAsync(owner);
        foreach (var address in (string[])[render, logo])
            Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(address)).StatusCode);

        var erased = await app.Engine.Get<EraseOwner>().RunAsync(
            new TokenSubject(TestTokens.Issuer, subject), default);
        var receipt = erased.Value!;

        Assert.Equal((null, 0, 0), (receipt.FinishedAt, receipt.Renders, receipt.Photos));
        foreach (var address in (string[])[render, logo])
        {
            using var answer = await app.Http.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
        }
    }

    /// <returns>The address of a picture whose run is not canceled at Replicate yet.</returns>
    private async Task<string> PublishedRenderAsync(Guid ownerId)
    {
        var render = await StoredRender.CreateAsync(app.Engine, files: 1, _ => Picture);
        Assert.Null(await app.Engine.Get<ChangeVisibility>()
            .RunAsync(render.Id, render.OwnerId, isPublic: true, default));
        await app.Engine.ExecuteAsync(
            """
            insert into upstream_runs (upstream_id, prediction_id, attempt, disposition, seen_by)
            select 'run-' || p.id, p.id, 1, 'cancel', 'reply'
            from predictions p join generations g on g.id = p.generation_id where g.render_id = @Id;
            update generations set owner_id = @ownerId where render_id = @Id;
            update renders set owner_id = @ownerId where id = @Id;
            """, new { render.Id, ownerId });
        return $"/api/v1/assets/renders/{render.Id}/0.webp";
    }

    private static async Task<string> PublishedLogoAsync(HttpClient owner)
    {
        var logo = await owner.UploadedAsync(Picture, "logo_primary");
        using var published = await owner.PutAsync(
            $"/api/v1/storage/assets/{logo.Id()}/visibility?isPublic=true", null);
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        return $"/api/v1/assets/uploads/{logo.Id()}";
    }
}
