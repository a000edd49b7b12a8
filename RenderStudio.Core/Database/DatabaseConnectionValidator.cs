using Microsoft.Extensions.Options;
using Npgsql;

namespace RenderStudio.Core.Database;

/// <summary>
/// Parses the connection string, so that an invalid one prevents the start instead of failing requests.
/// </summary>
internal sealed class DatabaseConnectionValidator : IValidateOptions<DatabaseOptions>
{
    // Does not contain Npgsql's message, which may quote a part of the password.
    private const string Message =
        "Database:ConnectionString is invalid. Expected: Host=…;Port=…;Database=…;Username=…;Password=….";

    public ValidateOptionsResult Validate(string? name, DatabaseOptions options) =>
        options.ConnectionString == "" || IsReadable(options.ConnectionString)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(Message);

    private static bool IsReadable(string text)
    {
        try
        {
            using var source = NpgsqlDataSource.Create(text);
            return true;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException
            or InvalidOperationException or OverflowException)
        {
            return false;
        }
    }
}
