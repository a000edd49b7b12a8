using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Timeline;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Generations;

/// <param name="Fingerprint">Equal for bodies with equal values.</param>
public sealed record SubmitBody(SubmitRequest Request, string Fingerprint);

/// <summary>Parses the body of a submit, in JSON or as a multipart form, to a <see cref="SubmitRequest"/>.</summary>
public static class SubmitReader
{
    public static async Task<Result<SubmitBody>> ReadAsync(HttpContext context, BeforeFile? beforeFile = null)
    {
        var read = await BodyFields.ReadAsync(context, beforeFile);
        return read.Failed(out var problem, out var fields)
            ? problem
            : new SubmitBody(Request(fields), fields.Fingerprint());
    }

    internal static SubmitRequest Request(RequestFields fields)
    {
        var request = new SubmitRequest
        {
            Mode = fields.Text("mode"),
            Prompt = fields.Text("prompt"),
            NegativePrompt = fields.Text("negativePrompt"),
            RoomType = fields.Text("roomType"),
            Style = fields.Text("style"),
            AspectRatio = fields.Text("aspectRatio"),
            Quality = fields.Text("quality"),
            Variants = fields.WholeNumber("variants"),
            Seed = fields.WholeNumber("seed"),
            Model = fields.Text("model"),
            MaxWaitSeconds = fields.WholeNumber("maxWaitSeconds"),
            Input1 = fields.Photo("input1"),
            Input2 = fields.Photo("input2"),
            QuoteId = fields.Id("quoteId"),
            Palette = fields.Json("palette"),
            Surface = fields.Json("surface"),
            Stencil = fields.Text("stencil"),
            MinRegionMm = fields.WholeNumber("minRegionMm"),
            Errors = fields.Errors,
        };
        fields.RejectUnknownFields();
        return request;
    }
}
