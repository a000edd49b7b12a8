using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Database;

internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Npgsql connection string, including pool sizes.</summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Authenticates with tokens of the app's identity instead of a password. The connection string names the role.
    /// </summary>
    public bool UseIdentity { get; set; }

    /// <summary>
    /// PostgreSQL terminates a session that is idle in a transaction for longer than this time, so that the row locks
    /// of an unresponsive instance are released. 0 keeps the server's setting, for a connection pooler that does not
    /// accept startup parameters.
    /// </summary>
    [Range(0.0, 3600.0)]
    public double IdleTransactionSeconds { get; set; } = 10;
}

[OptionsValidator]
internal sealed partial class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>;
