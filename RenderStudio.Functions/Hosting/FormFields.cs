using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using RenderStudio.Core;
using RenderStudio.Core.Storage;

namespace RenderStudio.Functions.Hosting;

/// <summary>Reads multipart/form-data part by part, and stops at the first part that is too large.</summary>
public static class FormFields
{
    public const int MaxFileBytes = AssetKind.MaxBytes;

    private const int MaxFiles = 2;
    private const int MaxTextBytes = 64 * 1024;
    private const int MaxParts = 40;

    // Each filling of it is a turn through the reader; 4 KB, its default, would be 2,500 of them for one photo.
    private const int BufferBytes = 64 * 1024;

    private const long MaxBytes = (long)MaxFiles * MaxFileBytes + 1024 * 1024;

    public static async Task<Result<RequestFields>> ReadAsync(HttpContext context, string boundary)
    {
        if (context.Request.AnnouncesMoreThan(MaxBytes))
            return RequestBody.TooLarge;
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body, BufferBytes);
            return await ReadPartsAsync(reader, context.Request.ContentLength, context.RequestAborted);
        }
        catch (Exception broken) when (broken is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return new Problem(ProblemCode.InvalidJson, "The multipart form is damaged.");
        }
    }

    private static async Task<Result<RequestFields>> ReadPartsAsync(
        MultipartReader reader, long? announced, CancellationToken ct)
    {
        var fields = new RequestFields();
        var left = MaxBytes;
        for (var parts = 0; await reader.ReadNextSectionAsync(ct) is { } part; parts++)
        {
            if (parts == MaxParts || await AddAsync(fields, part, announced, ct) is not { } bytes
                || (left -= bytes) < 0)
                return RequestBody.TooLarge;
        }

        return fields;
    }

    /// <returns>The part's length; null when it is too large.</returns>
    private static async Task<int?> AddAsync(
        RequestFields fields, MultipartSection part, long? announced, CancellationToken ct)
    {
        var disposition = part.GetContentDispositionHeader() ?? throw new InvalidDataException();
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? throw new InvalidDataException();
        var isFile = disposition.IsFileDisposition();
        if (await part.Body.ReadAtMostAsync(
            isFile ? MaxFileBytes : MaxTextBytes, isFile ? announced : null, ct) is not { } content)
            return null;
        if (isFile)
            fields.AddFile(name, content);
        else if (content.Length > 0) // a form sends what its user left empty
            fields.Add(name, new(Encoding.UTF8.GetString(content.Span), IsText: true, IsNumber: true));
        return content.Length;
    }
}
