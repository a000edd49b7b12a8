using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Assets;

/// <summary>The endpoints of public files in the API document.</summary>
public static class PublicAssetDocument
{
    public static Operation RenderFile() => File(
        "getPublicRenderFile", "Get a picture of a public render", "image/webp", "image/png");

    public static Operation Upload() => File(
        "getPublicAsset", "Get a public asset", "image/webp", "image/png", "image/jpeg");

    private static Operation File(string id, string summary, params string[] mediaTypes) =>
        new(id, Tags.PublicFiles, summary)
        {
            Description = "Every origin may read it. With the version of the content in `v`, caches keep it.",
            Access = Access.Anonymous,
            Parameters =
            [
                Parameters.Query("v", "The first digits of the SHA-256 of the content.", Field.Text()),
                Parameters.IfNoneMatch,
                Parameters.Header("Range", "One range of bytes.", Field.Text(), "bytes=0-1023"),
                Parameters.Header("If-Range", "An `ETag`; the range applies only to this version.", Field.Text()),
            ],
            Answers =
            [
                Answer(200, "The file.", mediaTypes),
                Answer(206, "The requested range.", mediaTypes, ("Content-Range", "bytes 0-1023/181204")),
                Answer(304, "The file has not changed.", []),
            ],
            Problems = [ProblemCode.NotFound, ProblemCode.RangeNotSatisfiable],
        };

    private static Answer Answer(
        int status, string description, string[] mediaTypes, params (string Name, string Example)[] headers) =>
        new(status, description)
        {
            Contents = [.. mediaTypes.Select(Content.File)],
            Headers = headers.Select(header => (header.Name, Headers.Of("The range.", header.Example)))
                .Append(("ETag", Headers.ETag)).ToDictionary(header => header.Item1, header => header.Item2),
        };
}
