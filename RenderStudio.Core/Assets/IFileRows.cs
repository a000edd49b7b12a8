using Npgsql;

namespace RenderStudio.Core.Assets;

/// <summary>
/// The rows of one feature that name stored files. Register each as <see cref="IFileRows"/>; moves of files and the
/// sweep of missing files then include them.
/// </summary>
public interface IFileRows
{
    /// <summary>Changes the visibility of one row, in the caller's transaction.</summary>
    /// <param name="variantCount">Number of variants that the move knows of.</param>
    /// <returns>
    /// False when the feature has no such row, the row is deleted, or a variant was delivered in the meantime.
    /// </returns>
    Task<bool> SetVisibilityAsync(NpgsqlConnection connection, Guid id, bool isPublic, int variantCount);

    /// <summary>Marks files as missing, or removes the mark, in the caller's transaction.</summary>
    Task MarkMissingAsync(NpgsqlConnection connection, string[] paths, bool missing);
}
