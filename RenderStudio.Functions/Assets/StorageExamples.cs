namespace RenderStudio.Functions.Assets;

/// <summary>Bodies of the API document.</summary>
public static class StorageExamples
{
    public const string Asset =
        """
        {"id":"0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60","kind":"input",
         "path":"0199d39e-11aa-7b20-8d01-3c2f5a6b7e80/inputs/3f0d5a8e-2b1c-4f6e-9a7d-8c5b4e3f2a10.webp",
         "url":"https://storage.example.com/private/photo.webp","publicUrl":null,"contentType":"image/webp","bytes":180224,
         "sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","width":1600,"height":1200,
         "isPublic":false,"createdAt":"2026-11-21T09:28:40Z"}
        """;

    public const string Page = $$"""{"items":[{{Asset}}],"nextCursor":null}""";

    public const string Granted =
        """
        {"assetId":"0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60",
         "uploadUrl":"https://storage.example.com/private/staging/0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60",
         "path":"staging/0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60","expiresAt":"2026-11-21T09:33:00Z",
         "headers":{"x-ms-blob-type":"BlockBlob","Content-Type":"image/jpeg"}}
        """;

    public const string Links =
        """
        {"items":[{"id":"0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60","url":"https://storage.example.com/private/photo.webp",
         "expiresAt":"2026-11-21T09:40:00Z"}]}
        """;

    public const string Visibility =
        """
        {"url":"https://studio.example.com/api/v1/assets/uploads/0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60",
         "isPublic":true,
         "publicUrl":"https://studio.example.com/api/v1/assets/uploads/0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60"}
        """;
}
