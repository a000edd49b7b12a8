using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace RenderStudio.Core.Database;

/// <summary>
/// With <see cref="DatabaseOptions.UseIdentity"/>, a token is sent to the server. It is therefore sent only to a server
/// that proves its name.
/// </summary>
internal sealed class DatabaseIdentityValidator(IHostEnvironment environment) : IValidateOptions<DatabaseOptions>
{
    private const string HasPassword =
        "Database:ConnectionString must not contain a password when Database:UseIdentity is true.";

    private const string NeedsRole = "Database:ConnectionString must name the role when Database:UseIdentity is true.";

    private const string NeedsTls =
        "Database:ConnectionString must contain SSL Mode=VerifyFull when Database:UseIdentity is true.";

    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (!options.UseIdentity || options.ConnectionString == "" || Read(options.ConnectionString) is not { } read)
            return ValidateOptionsResult.Success;
        if (!string.IsNullOrEmpty(read.Password) || !string.IsNullOrEmpty(read.Passfile))
            return ValidateOptionsResult.Fail(HasPassword);
        if (string.IsNullOrEmpty(read.Username))
            return ValidateOptionsResult.Fail(NeedsRole);
        return read.SslMode == SslMode.VerifyFull || environment.IsDevelopment()
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(NeedsTls);
    }

    /// <returns>Null for an invalid text, which <see cref="DatabaseConnectionValidator"/> reports.</returns>
    private static NpgsqlConnectionStringBuilder? Read(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException
            or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }
}
