using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ICSharpCode.SharpZipLib.Checksum;
using ICSharpCode.SharpZipLib.Zip;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Renders;

public sealed class ZipTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const int Renders = 4;
    private const int Utf8Flag = 1 << 11;

    private readonly RunningApp app = shared.App;
    private OwnersLibrary library = null!;
    private IReadOnlyList<Guid> ids = [];

    public async ValueTask InitializeAsync()
    {
        library = await OwnersLibrary.CreateAsync(app, Renders);
        ids = library.Ids;
        foreach (var id in ids)
            await StoreAsync(id, StudioContainers.Private);
    }

    public ValueTask DisposeAsync()
    {
        library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("Küche für Oma", "küche-für-oma")]
    [InlineData("Ku\u0308che", "ku\u0308che")]
    [InlineData("Łódź salon", "łódź-salon")]
    [InlineData("Светлая кухня", "светлая-кухня")]
    [InlineData("明るい台所", "明るい台所")]
    [InlineData("ห้องครัว", "ห้องครัว")]
    [InlineData("مطبخ حديث", "مطبخ-حديث")]
    [InlineData("🛋️ Sofa 🛋️", "sofa")]
    [InlineData("gnp.\u202Eexe", "gnp-exe")]
    [InlineData("CON.", "con")]
    [InlineData("a/../b\\c:d*e?f\"g<h>i|j", "a-b-c-d-e-f-g-h-i-j")]
    [InlineData("\u0301\u0301 — …", "redesign-kitchen-industrial")]
    public async Task A_title_of_any_script_is_part_of_the_name_in_UTF_8(string title, string words)
    {
        await TitleAsync(ids[1], title);
        await TitleAsync(ids[2], title);

        var content = await ZipBytesAsync([ids[1], ids[2]]);

        using var zip = new ZipArchive(new MemoryStream(content));
        Assert.Equal($"2026-06-01-{words}-{ids[1]:n}/1.webp", zip.Entries[0].FullName);
        Assert.Equal(2, zip.Entries.Select(entry => entry.FullName).Distinct().Count());
        Assert.All(Flags(content), flags => Assert.Equal(!Ascii.IsValid(words), (flags & Utf8Flag) != 0));
    }

    [Theory]
    [InlineData("ab", 60)]
    [InlineData("台所", 50)]
    [InlineData("👩‍🍳𠮷e\u0301", 57)]
    public async Task A_long_title_is_shortened_between_characters(string part, int length)
    {
        await TitleAsync(ids[0], string.Concat(Enumerable.Repeat(part, 100)));

        using var zip = await ZipAsync([ids[0]]);

        var folder = zip.Entries[0].FullName.Split('/')[0];
        Assert.InRange(Encoding.UTF8.GetByteCount(folder), 100, 255);
        Assert.DoesNotContain('\uFFFD', folder);
        var words = folder["2026-06-01-".Length..^$"-{ids[0]:n}".Length];
        Assert.InRange(new StringInfo(words).LengthInTextElements, length - 10, length);
    }

    [Fact]
    public async Task The_zip_contains_every_picture_byte_for_byte_under_a_portable_name()
    {
        await TitleAsync(ids[0], "../../Évil: <attic>?.exe\\con.");
        await TitleAsync(ids[1], "?!");

        using var zip = await ZipAsync([ids[1], ids[0], ids[2]]);

        Assert.Equal(
            [
                $"2026-06-01-redesign-kitchen-industrial-{ids[1]:n}/1.webp",
                $"2026-06-01-évil-attic-exe-con-{ids[0]:n}/1.webp",
                $"2026-06-01-render-3-{ids[2]:n}/1.webp",
            ],
            zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
        Assert.Equal([Content(ids[1]), Content(ids[0]), Content(ids[2])], zip.Entries.Select(Read));
    }

    [Fact]
    public async Task An_archive_can_be_read_while_it_arrives()
    {
        await app.Services.GetRequiredService<BlobFiles>().DeleteAsync(StudioContainers.Private, Path(ids[3]), default);
        var archive = await ZipBytesAsync(ids);

        // Like Java's ZipInputStream, this reader refuses a stored entry whose header contains no size.
        using var reader = new ZipInputStream(new ForwardStream(archive));
        List<string> read = [];
        while (reader.GetNextEntry() is { } entry)
        {
            Assert.True(reader.CanDecompressEntry);
            using var content = new StreamReader(reader, Encoding.UTF8, false, -1, leaveOpen: true);
            var text = await content.ReadToEndAsync();
            Assert.Equal((entry.Size, entry.CompressedSize), (text.Length, text.Length));
            read.Add(text);
        }

        Assert.Equal([Content(ids[0]), Content(ids[1]), Content(ids[2])], read[..3]);
        Assert.StartsWith("These pictures could not be read:", read[3]);
        Assert.Equal(4, read.Count);
    }

    [Fact]
    public async Task Every_entry_has_its_size_and_checksum_in_the_header_before_its_content()
    {
        var archive = await ZipBytesAsync(ids);
        var at = 0;
        foreach (var id in ids)
        {
            var header = archive.AsSpan(at);
            Assert.Equal(0x04034b50u, BinaryPrimitives.ReadUInt32LittleEndian(header));
            // Bit 3 announces that size and checksum follow the content.
            Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) & 0b1000);
            Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(header[8..])); // stored
            var size = BinaryPrimitives.ReadInt32LittleEndian(header[18..]);
            Assert.Equal((Content(id).Length, size), (BinaryPrimitives.ReadInt32LittleEndian(header[22..]), size));
            at += 30 + BinaryPrimitives.ReadUInt16LittleEndian(header[26..])
                + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            var content = archive.AsSpan(at, size);
            Assert.Equal(Content(id), Encoding.UTF8.GetString(content));
            var checksum = new Crc32();
            checksum.Update(content.ToArray());
            Assert.Equal(checksum.Value, BinaryPrimitives.ReadUInt32LittleEndian(header[14..]));
            at += size;
        }

        Assert.Equal(0x02014b50u, BinaryPrimitives.ReadUInt32LittleEndian(archive.AsSpan(at))); // the directory
    }

    [Fact]
    public async Task A_picture_that_was_published_meanwhile_is_included_and_a_missing_one_is_listed()
    {
        var files = app.Services.GetRequiredService<BlobFiles>();
        await files.DeleteAsync(StudioContainers.Private, Path(ids[0]), default);
        await files.DeleteAsync(StudioContainers.Private, Path(ids[1]), default);
        await StoreAsync(ids[1], StudioContainers.Public);

        using var zip = await ZipAsync([ids[0], ids[1]]);

        Assert.Equal(
            [$"2026-06-01-render-2-{ids[1]:n}/1.webp", "missing.txt"], zip.Entries.Select(entry => entry.FullName));
        Assert.Contains($"2026-06-01-render-1-{ids[0]:n}/1.webp", Read(zip.Entries[1]));
    }

    [Fact]
    public async Task One_deleted_or_unknown_render_rejects_the_zip_before_the_response_starts()
    {
        await library.Owner.DeleteAsync($"/api/v1/renders/{ids[3]}");
        foreach (var unknown in new[] { ids[3], Guid.NewGuid() })
        {
            var answer = await library.Owner.PostAsJsonAsync(
                "/api/v1/renders/zip", new { ids = new[] { ids[0], unknown } });

            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains($"{unknown}", await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task Too_few_and_too_many_renders_are_rejected(int count)
    {
        var answer = await library.Owner.PostAsJsonAsync(
            "/api/v1/renders/zip", new { ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()) });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    private async Task<ZipArchive> ZipAsync(IReadOnlyList<Guid> some) =>
        new(new MemoryStream(await ZipBytesAsync(some)));

    private async Task<byte[]> ZipBytesAsync(IReadOnlyList<Guid> some)
    {
        var answer = await library.Owner.PostAsJsonAsync("/api/v1/renders/zip", new { ids = some });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/zip", answer.Content.Headers.ContentType!.MediaType);
        Assert.Matches(@"^renders-\d{4}-\d\d-\d\d\.zip$", answer.Content.Headers.ContentDisposition!.FileName!);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>The general purpose flags of the entries in the central directory.</summary>
    private static IEnumerable<int> Flags(byte[] zip)
    {
        const int FlagsAt = 8;
        for (var at = zip.AsSpan().IndexOf("PK\u0001\u0002"u8); at >= 0;)
        {
            yield return BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(at + FlagsAt));
            var next = zip.AsSpan(at + 1).IndexOf("PK\u0001\u0002"u8);
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    private Task<int> TitleAsync(Guid id, string title) =>
        app.QueryAsync<int>("update renders set title = @title where id = @id", new { id, title });

    private Task<bool> StoreAsync(Guid id, string container) =>
        app.Services.GetRequiredService<BlobFiles>().CreateAsync(
            container, Path(id), Encoding.UTF8.GetBytes(Content(id)), "image/webp", default);

    private static string Path(Guid id) => $"renders/{id}/0.webp";

    private static string Content(Guid id) => string.Concat(Enumerable.Repeat($"{id}", 3000));

    private static string Read(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
