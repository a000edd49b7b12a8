using Microsoft.Extensions.Options;
using Npgsql;

namespace RenderStudio.Core.Database;

/// <summary>Reads the connection string, so that a mistyped one is told at the start and never by a request.</summary>
public sealed class ConnectionStringValidator : IValidateOptions<DatabaseOptions>
{
    // What Npgsql says about it is not passed on: it may quote a piece of the password.
    private const string Sentence =
        "Database:ConnectionString cannot be read; it looks like Host=…;Port=…;Database=…;Username=…;Password=….";

    public ValidateOptionsResult Validate(string? name, DatabaseOptions options) =>
        options.ConnectionString == "" || IsReadable(options.ConnectionString)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(Sentence);

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
