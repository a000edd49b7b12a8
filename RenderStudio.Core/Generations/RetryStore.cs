using System.Text.Json;
using Dapper;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Generations;

/// <summary>Reads the request of a generation for a retry.</summary>
public sealed class RetryStore(StudioDatabase database)
{
    private const string FindSql =
        $"""
        select {SubmitStore.RequestColumns}, g.variants, case when g.model_requested then g.model end as model,
            g.id as retried_from, g.finished_at is not null as ended, g.input1_id, g.input2_id,
            g.palette::text as palette, g.surface::text as surface
        from generations g where g.id = @id and g.owner_id = @ownerId
        """;

    /// <returns>Null when the owner has no generation with this id.</returns>
    public async Task<RetriedRequest?> FindAsync(Guid id, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<SubmitRequest, OtherColumns, RetriedRequest>(
            FindSql, (request, other) => new(other.AddTo(request), other.Ended), new { id, ownerId }, splitOn: "ended");
        return rows.SingleOrDefault();
    }

    /// <summary>The columns that no field of the request can contain as they are.</summary>
    private sealed record OtherColumns
    {
        public required bool Ended { get; init; }

        public required Guid? Input1Id { get; init; }

        public required Guid? Input2Id { get; init; }

        /// <summary>JSON, as submitted.</summary>
        public required string? Palette { get; init; }

        /// <summary>JSON, as submitted.</summary>
        public required string? Surface { get; init; }

        public SubmitRequest AddTo(SubmitRequest request) => request with
        {
            Input1 = Input1Id is { } first ? new PhotoSource(first, default) : null,
            Input2 = Input2Id is { } second ? new PhotoSource(second, default) : null,
            Palette = Palette is null ? null : JsonElement.Parse(Palette),
            Surface = Surface is null ? null : JsonElement.Parse(Surface),
            // Without a surface the stored size is the default, which a request must not name.
            MinRegionMm = Surface is null ? null : request.MinRegionMm,
        };
    }
}

/// <param name="Request">A value that the owner did not choose, such as a default model, is null.</param>
/// <param name="Ended">Whether the retried generation is finished.</param>
public sealed record RetriedRequest(SubmitRequest Request, bool Ended);
