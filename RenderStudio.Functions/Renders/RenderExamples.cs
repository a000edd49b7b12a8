namespace RenderStudio.Functions.Renders;

/// <summary>Bodies of the API document.</summary>
public static class RenderExamples
{
    public const string Page =
        """
        {"items":[{"id":"0199d3a0-71c4-7f0e-8a3b-5d2c9e6f1b40","generationId":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37",
         "title":"Reading corner","mode":"imagine","roomType":null,"style":"japandi","isPublic":false,"favorite":true,
         "variantCount":2,"cover":{"url":"https://storage.example.com/private/0.webp",
         "thumbnailUrl":"https://storage.example.com/private/0_thumb.webp","width":1024,"height":1024,
         "placeholder":"#b59b7c","publicUrl":null,"publicThumbnailUrl":null},"publicUrl":null,
         "createdAt":"2026-11-21T09:30:14Z","deletedAt":null}],"nextCursor":null}
        """;

    public const string Render =
        """
        {"id":"0199d3a0-71c4-7f0e-8a3b-5d2c9e6f1b40","generationId":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37",
         "title":"Reading corner","mode":"imagine","roomType":null,"style":"japandi",
         "prompt":"a reading corner with an oak bookcase","negativePrompt":null,
         "composedPrompt":"A photograph of a reading corner with an oak bookcase.","aspectRatio":"1:1",
         "quality":"standard","model":"flux-1.1-pro","seed":7,"credits":4,"isPublic":false,"favorite":true,
         "coverIndex":0,"publicUrl":null,
         "variants":[{"index":0,"rank":0,"url":"https://storage.example.com/private/0.webp",
          "thumbnailUrl":"https://storage.example.com/private/0_thumb.webp","publicUrl":null,"publicThumbnailUrl":null,
          "width":1024,"height":1024,"bytes":181204,
          "placeholder":"#b59b7c","quality":{"score":0.81,"parts":{"sharpness":0.9},"flaw":null},"pngUrl":null,
          "originalUrl":null,"areas":null}],
         "inputs":[],"timeline":[],"createdAt":"2026-11-21T09:30:14Z"}
        """;

    public const string Bulk =
        """{"items":[{"id":"0199d3a0-71c4-7f0e-8a3b-5d2c9e6f1b40","code":null,"detail":null}]}""";
}
