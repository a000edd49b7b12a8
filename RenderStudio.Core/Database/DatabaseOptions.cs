using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Database;

public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Npgsql connection string. Pool sizes are set there.</summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// After this, PostgreSQL ends a session that stands still within a transaction: an instance that froze there gives
    /// its row locks up. 0 leaves it to the server, for a pooler that takes no startup parameter.
    /// </summary>
    [Range(0.0, 3600.0)]
    public double IdleTransactionSeconds { get; set; } = 10;
}

[OptionsValidator]
public sealed partial class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>;
