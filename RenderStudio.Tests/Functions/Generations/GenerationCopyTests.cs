using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Assets;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Blobs;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>How long the copy of a generation that a client holds is current.</summary>
public sealed class GenerationCopyTests(Services services) : IAsyncLifetime
{
    private readonly FixedClock clock = FixedClock.AtLinkBoundary();

    private RunningApp app = null!;
    private HttpClient owner = null!;
    private StoredRender render = null!;
    private string address = null!;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(services, collection => collection.AddSingleton<TimeProvider>(clock));
        render = await StoredRender.CreateAsync(app.Engine);
        await app.QueryAsync<int>(
            "update owners set issuer = @Issuer where id = @OwnerId", new { TestTokens.Issuer, render.OwnerId });
        owner = app.ClientOf(render.OwnerId.ToString());
        address = "/api/v1/generations/" + await app.QueryAsync<Guid>(
            "select generation_id from renders where id = @Id", render);
    }

    [Fact]
    public async Task A_copy_is_current_until_the_next_boundary_of_its_links()
    {
        var copy = await ReadAsync();
        clock.Now = clock.Now.AddMinutes(5).AddTicks(-1);
        await IsNewestAsync();

        clock.Now = clock.Now.AddTicks(1);
        var later = await ReadAsync();

        Assert.Equal(
            LinkTests.ExpiryOf(LinkOf(copy)).AddMinutes(5), LinkTests.ExpiryOf(LinkOf(later)));
        await IsNewestAsync();
    }

    [Fact]
    public async Task A_weak_entity_tag_matches()
    {
        await ReadAsync();
        var tag = Assert.Single(owner.DefaultRequestHeaders.IfNoneMatch);
        owner.DefaultRequestHeaders.IfNoneMatch.Clear();
        owner.DefaultRequestHeaders.IfNoneMatch.Add(new(tag.Tag, isWeak: true));

        await IsNewestAsync();
    }

    [Fact]
    public async Task Publishing_or_hiding_a_render_outdates_the_copy_of_its_generation()
    {
        Assert.Contains("/private/", LinkOf(await ReadAsync()).AbsolutePath);
        await IsNewestAsync();

        foreach (var isPublic in new[] { true, false })
        {
            Assert.Null(await app.Services.GetRequiredService<ChangeVisibility>()
                .RunAsync(render.Id, render.OwnerId, isPublic, default));

            Assert.Contains(isPublic ? "/public/" : "/private/", LinkOf(await ReadAsync()).AbsolutePath);
            await IsNewestAsync();
        }
    }

    [Fact]
    public async Task Publishing_a_stencil_outdates_the_copy_of_its_generation()
    {
        await app.QueryAsync<int>(
            """
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
            values (@Id, @OwnerId, 'stencil', @OwnerId || '/stencil.png', 'image/png', 4, '', 64, 64);
            update generations set mode = 'inspire', palette = '["#ffffff","#000000"]', stencil = 'bands',
                min_region_mm = 20, stencil_id = @Id
            where owner_id = @OwnerId
            """, render);
        Assert.Contains("/private/", (await ReadAsync()).Text("stencilUrl"));
        await IsNewestAsync();

        await app.QueryAsync<int>("update assets set is_public = true where id = @Id", render);

        Assert.Contains("/public/", (await ReadAsync()).Text("stencilUrl"));
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>Reads the generation and uses its entity tag for the next request.</summary>
    private async Task<JsonElement> ReadAsync()
    {
        using var answer = await owner.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var caching = answer.Headers.CacheControl!;
        Assert.Equal((true, true, false), (caching.Private, caching.NoCache, caching.Public));
        owner.DefaultRequestHeaders.IfNoneMatch.Clear();
        owner.DefaultRequestHeaders.IfNoneMatch.Add(answer.Headers.ETag!);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task IsNewestAsync()
    {
        using var answer = await owner.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    private static Uri LinkOf(JsonElement generation) => new(generation.GetProperty("variants")[0].Text("url"));
}
