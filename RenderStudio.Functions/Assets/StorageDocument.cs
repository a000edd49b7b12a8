using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Database;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Assets;

/// <summary>The endpoints of storage in the API document.</summary>
public static class StorageDocument
{
    public static Operation Upload() => new("uploadAsset", Tags.Storage, "Upload a picture")
    {
        Description =
            "Stores a clean copy: upright, in sRGB and without metadata. A new logo or avatar replaces the old one.",
        Bodies =
        [
            Content.Form(Field.Record(
                ["file", "kind"],
                ("file", Field.File("JPEG, PNG or WebP; for logos and avatars also GIF.")),
                ("kind", Field.Choice(Vocabulary.UploadKinds)),
                ("generationId", Field.Id("A generation of the owner that the picture belongs to.")))),
        ],
        Answers =
        [
            Answer.Json<AssetView>(201, "The asset.", StorageExamples.Asset) with
            {
                Headers = new Dictionary<string, OpenApiHeader>
                {
                    ["Location"] = Headers.Location(
                        "the asset",
                        "https://studio.example.com/api/v1/storage/assets/0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60"),
                },
            },
        ],
        Problems = [.. OperationProblems.JsonBody, .. OperationProblems.Picture, ProblemCode.StorageQuotaExceeded],
    };

    public static Operation Grant() => new("grantUpload", Tags.Storage, "Get an address for a direct upload")
    {
        Description =
            "Send the file to `uploadUrl` by PUT with the returned headers and without a token, then call `complete`. "
            + "The address accepts one file once and expires after some minutes.",
        Bodies =
        [
            Content.Json(
                Field.Record(
                    ["kind", "contentType", "fileSize"],
                    ("kind", Field.Choice(Vocabulary.UploadKinds)),
                    ("contentType", Field.Text("The media type of the file.")),
                    ("fileSize", Field.Whole(1, AssetKind.MaxBytes, "Its size in bytes."))),
                """{"kind":"input","contentType":"image/jpeg","fileSize":204800}"""),
        ],
        Answers = [Answer.Json<GrantedUpload>(201, "The address.", StorageExamples.Granted)],
        Problems = [.. OperationProblems.JsonBody, ProblemCode.StorageQuotaExceeded, ProblemCode.RateLimited],
    };

    public static Operation Complete() => new("completeUpload", Tags.Storage, "Complete a direct upload")
    {
        Description = "Checks the uploaded file and makes it an asset. Idempotent.",
        Answers = [Asset],
        Problems =
        [
            ProblemCode.NotFound, ProblemCode.UploadEnded, ProblemCode.UploadIncomplete, ProblemCode.ValidationFailed,
            ProblemCode.BodyTooLarge, ProblemCode.StorageQuotaExceeded, .. OperationProblems.Picture,
        ],
    };

    public static Operation Sign() => new("signLinks", Tags.Storage, "Get new links to assets")
    {
        Bodies =
        [
            Content.Json(
                Field.Record(["ids"], ("ids", Field.Ids(SignLinks.MaxIds))),
                """{"ids":["0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60"]}"""),
        ],
        Answers = [Answer.Json<SignedLinks>(200, "A link or a code per asset, in the order of the ids.",
            StorageExamples.Links)],
        Problems = OperationProblems.JsonBody,
    };

    public static Operation List() => new("listAssets", Tags.Storage, "List assets, newest first")
    {
        Parameters =
        [
            Parameters.Query("kind", "Only assets of this kind.", Field.Choice(AssetFilter.Kinds)),
            Parameters.Query("generationId", "Only assets of this generation.", Field.Id()),
            Parameters.Query("isPublic", "Only public, or only private assets.", Field.Flag()),
            Parameters.Cursor, Parameters.Limit,
        ],
        Answers = [Answer.Json<Page<AssetView>>(200, "A page.", StorageExamples.Page)],
        Problems = [ProblemCode.ValidationFailed],
    };

    public static Operation Get() => new("getAsset", Tags.Storage, "Get an asset")
    {
        Answers = [Asset],
        Problems = [ProblemCode.NotFound],
    };

    public static Operation Delete() => new("deleteAsset", Tags.Storage, "Delete an asset")
    {
        Answers = [new(204, "The asset is deleted.")],
        Problems = [ProblemCode.NotFound, ProblemCode.AssetInUse],
    };

    public static Operation ChangeVisibility() => new(
        "changeAssetVisibility", Tags.Storage, "Publish or hide an asset")
    {
        Description = "The value is sent in the body, or as a query parameter without a body.",
        Parameters = [Parameters.Query("isPublic", "Replaces the body.", Field.Flag())],
        Bodies =
        [
            Content.Json(
                Field.Record(["isPublic"], ("isPublic", Field.Flag("Whether everyone can read the picture."))),
                """{"isPublic":true}"""),
        ],
        NeedsBody = false,
        Answers = [Answer.Json<AssetVisibility>(200, "The address and the visibility.", StorageExamples.Visibility)],
        Problems = [ProblemCode.NotFound, ProblemCode.AssetInUse, .. OperationProblems.JsonBody],
    };

    public static SchemaNotes OfAssets(this SchemaNotes notes) => notes
        .Choice<AssetView>("kind", AssetFilter.Kinds)
        .Text<AssetView>("url", "A signed link that expires within ten minutes; for a public asset its address.")
        .Text<AssetView>("publicUrl", "A permanent link that needs no token; null while the asset is private.")
        .Text<AssetVisibility>("publicUrl", "A permanent link that needs no token; null while the asset is private.")
        .Text<SignedLink>("publicUrl", "A permanent link that needs no token; missing for a private asset.")
        .Text<GrantedUpload>("headers", "Headers that the upload must send.")
        .Text<SignedLink>("code", "Why there is no link.")
        .Text<SignedLink>("expiresAt", "Missing for a public asset, whose address does not expire.");

    private static Answer Asset => Answer.Json<AssetView>(200, "The asset.", StorageExamples.Asset);
}
