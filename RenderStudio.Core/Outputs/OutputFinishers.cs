using Azure;
using Dapper;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Core.Outputs;

/// <summary>Chooses the finisher of a generation's outputs, once for all outputs of a prediction.</summary>
public sealed class OutputFinishers(
    InspireBriefStore briefs, PlanInspire plan, PictureGate gate, PhotoReader photos, StudioDatabase database)
{
    private const int StencilSide = 128;

    public async Task<IOutputFinisher> ForAsync(Guid generationId, CancellationToken ct) =>
        await briefs.FindAsync(generationId, ct) is { } brief
            ? await gate.RunAsync(() => Inspired(plan.Run(brief)), ct)
            : new StandardFinisher(await InputSignatureAsync(generationId, ct));

    private static InspireFinisher Inspired(InspirePlan plan)
    {
        using var stencil = plan.DrawStencil(new(StencilSide, StencilSide));
        return new(plan, PictureSignature.Of(stencil));
    }

    private const string InputSql =
        """
        select a.id, a.path, a.is_public, a.signature from generations g join assets a on a.id = g.input1_id
        where g.id = @generationId
        """;

    private const string KeepSql = "update assets set signature = @signature where id = @id";

    /// <summary>
    /// Signature of the generation's first photo. It is computed once and stored, because several predictions need it.
    /// </summary>
    private async Task<PictureSignature?> InputSignatureAsync(Guid generationId, CancellationToken ct)
    {
        if (await FindAsync(generationId, ct) is not { } input)
            return null;
        if (input.Signature is { } known)
            return new(known);
        if (await ReadAsync(input, ct) is not { } signature)
            return null;
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(KeepSql, new { input.Id, signature = signature.Pixels });
        return signature;
    }

    private async Task<InputRow?> FindAsync(Guid generationId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<InputRow>(InputSql, new { generationId });
    }

    /// <summary>
    /// Null when the photo is missing or storage is unavailable; the outputs are then not compared with their photo.
    /// </summary>
    private async Task<PictureSignature?> ReadAsync(InputRow input, CancellationToken ct)
    {
        try
        {
            return await photos.UseAsync(
                StudioContainers.Of(input.IsPublic), input.Path, content => SignatureAsync(content, ct), ct);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException or IOException)
        {
            return null;
        }
    }

    private async Task<PictureSignature?> SignatureAsync(BinaryData? photo, CancellationToken ct)
    {
        if (photo is null
            || (await gate.InspectAsync(photo.ToMemory(), PictureLimits.Inputs, ct)).Failed(out _, out var header))
            return null;
        return (await gate.RunAsync(header, stop => PictureSignature.Read(photo.ToMemory(), stop), ct)).Value;
    }

    private sealed record InputRow
    {
        public required Guid Id { get; init; }
        public required string Path { get; init; }
        public required bool IsPublic { get; init; }
        public required byte[]? Signature { get; init; }
    }
}
