using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using RenderStudio.Core;
using RenderStudio.Core.Assets;

namespace RenderStudio.Functions.Hosting;

/// <summary>Reads multipart/form-data part by part and stops at the first part that is too large.</summary>
public static class FormFields
{
    public const int MaxFileBytes = AssetKind.MaxBytes;

    // A part without a filename is a text, whatever its type.
    private const string FilesHaveNames = "A file needs a filename in its Content-Disposition.";

    private const int MaxFiles = 2;
    private const int MaxTextBytes = 64 * 1024;
    private const int MaxParts = 40;

    // The reader fills the buffer once per iteration. Its default of 4 KB requires 2,500 iterations for one photo.
    private const int BufferBytes = 64 * 1024;

    private const long MaxBytes = (long)MaxFiles * MaxFileBytes + 1024 * 1024;

    /// <param name="beforeFile">Called before each file is read; a problem stops reading and is returned.</param>
    public static async Task<Result<RequestFields>> ReadAsync(
        HttpContext context, string boundary, BeforeFile? beforeFile = null)
    {
        if (context.HasNoBody())
            return RequestBody.Empty;
        if (context.RejectEncodedBody() is { } encoded)
            return encoded;
        if (context.Request.AnnouncesMoreThan(MaxBytes))
            return RequestBody.TooLarge;
        if (!context.BodyClaim().TryTake(BufferBytes))
            return BodyMemory.Full;
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body, BufferBytes);
            return await ReadPartsAsync(reader, context, beforeFile);
        }
        catch (Exception broken) when (broken is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return Malformed;
        }
    }

    private static async Task<Result<RequestFields>> ReadPartsAsync(
        MultipartReader reader, HttpContext context, BeforeFile? beforeFile)
    {
        var fields = new RequestFields();
        var remaining = MaxBytes;
        for (var parts = 0; await reader.ReadNextSectionAsync(context.RequestAborted) is { } part; parts++)
        {
            if (parts == MaxParts)
                return RequestBody.TooLarge;
            if ((await AddAsync(fields, part, context, beforeFile)).Failed(out var problem, out var bytes))
                return problem;
            if ((remaining -= bytes) < 0)
                return RequestBody.TooLarge;
        }

        return fields;
    }

    private static Problem Malformed { get; } = new(
        ProblemCode.InvalidJson,
        "The multipart form is malformed. The boundary of Content-Type must separate its parts and end it.");

    private static Problem NoName { get; } = new(
        ProblemCode.InvalidJson,
        "A part of the form has no name. Each part must begin with Content-Disposition: form-data; name=\"…\".");

    private static Problem TooLarge(bool isFile) => new(ProblemCode.BodyTooLarge, isFile
        ? $"A file may have at most {MaxFileBytes / (1024 * 1024)} megabytes."
        : $"A text may have at most {MaxTextBytes / 1024} kilobytes. {FilesHaveNames}");

    /// <returns>The part's length in bytes.</returns>
    private static async Task<Result<int>> AddAsync(
        RequestFields fields, MultipartSection part, HttpContext context, BeforeFile? beforeFile)
    {
        if (part.GetContentDispositionHeader() is not { } disposition
            || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { } name)
            return NoName;
        var isFile = disposition.IsFileDisposition();
        if (isFile && beforeFile is not null && await beforeFile(fields, name) is { } rejected)
            return rejected;
        if ((await part.Body.ReadAtMostAsync(
            isFile ? MaxFileBytes : MaxTextBytes, isFile ? context.Request.ContentLength : null, context.BodyClaim(),
            context.RequestAborted)).Failed(out var problem, out var content))
            return problem == RequestBody.TooLarge ? TooLarge(isFile).In(FieldErrors.Shown(name)) : problem;
        if (isFile)
            fields.AddFile(name, content);
        else if (!Utf8.IsValid(content.Span))
            fields.AddUnreadable(name, $"Must be UTF-8 text. {FilesHaveNames}");
        else if (content.Length > 0) // Browsers send empty form fields; they count as missing.
            fields.Add(name, new(Encoding.UTF8.GetString(content.Span), IsText: true, IsNumber: true));
        return content.Length;
    }
}

/// <summary>Checks the fields that precede a file of a form. Returns null to continue reading.</summary>
/// <param name="file">The name of the file's field.</param>
public delegate Task<Problem?> BeforeFile(RequestFields fields, string file);
