using Azure.Core;
using Azure.Identity;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace RenderStudio.Core.Database;

internal static class DatabaseServices
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        services.AddOptions<DatabaseOptions>()
            .Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseConnectionValidator>();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseIdentityValidator>();
        // One credential for all services, because it caches their tokens.
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.AddSingleton<DatabaseTokens>();
        services.AddSingleton(Source);
        return services.AddSingleton<StudioDatabase>().AddSingleton<Migrator>();
    }

    private static NpgsqlDataSource Source(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var builder = new NpgsqlDataSourceBuilder(Connection(options).ConnectionString);
        if (options.UseIdentity)
        {
            var tokens = provider.GetRequiredService<DatabaseTokens>();
            builder.UsePasswordProvider(_ => tokens.Get(), (_, ct) => tokens.GetAsync(ct));
        }

        return builder.Build();
    }

    /// <summary>Session options in the operator's connection string are kept and take precedence.</summary>
    private static NpgsqlConnectionStringBuilder Connection(DatabaseOptions options)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        if (options.IdleTransactionSeconds > 0)
        {
            var limit = (int)Math.Ceiling(options.IdleTransactionSeconds * 1000);
            connection.Options = $"-c idle_in_transaction_session_timeout={limit} {connection.Options}".TrimEnd();
        }

        return connection;
    }
}
