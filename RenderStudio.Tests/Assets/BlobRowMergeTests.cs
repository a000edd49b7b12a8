using Azure.Storage.Blobs;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Assets;

/// <summary>The merge of listed files and rows by their paths.</summary>
[Collection<OnTheWorkbench>]
public sealed class BlobRowMergeTests(Workbench bench) : IAsyncLifetime
{
    private const string Private = StudioContainers.Private;
    private readonly SweptFiles files = new(bench);

    public async ValueTask InitializeAsync() => await files.ClearAsync();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(1000, 1000)]
    public async Task Every_file_is_matched_with_its_row_for_any_page_size(int filesAtATime, int rowsAtATime)
    {
        var seeded = await files.PublishedAsync();
        for (var i = 0; i < 5; i++)
            await files.AssetAsync(seeded, Private);
        await files.Container(Private).DeleteBlobAsync(await files.AssetAsync(seeded, Private));
        await files.PutAsync(Private, "aaa");
        await files.PutAsync(Private, "zzz");
        var list = new StoredFileList(bench.Engine.Get<BlobServiceClient>()) { PageSize = filesAtATime };
        var merge = new BlobRowMerge(list, bench.Engine.Get<FileRowStore>()) { RowsAtATime = rowsAtATime };

        var met = await merge.MergeAsync(Private, default).ToListAsync();

        Assert.Equal((2, 1), (met.Count(one => one.Row is null), met.Count(one => one.File is null)));
        Assert.Equal(met.Count, met.Select(one => one.File?.Path ?? one.Row!.Path).Distinct().Count());
        Assert.All(met, one => Assert.True(one.File is null || one.Row is null || one.File.Path == one.Row.Path));
        var pictures = await bench.Engine.QueryAsync<int>("select count(distinct path)::int from variant_files");
        Assert.Equal(pictures + 8, met.Count);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
