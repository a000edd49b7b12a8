using Dapper;
using Npgsql;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Leaks;

namespace RenderStudio.Tests.Leaks;

/// <summary>The findings of the leak scan that scenarios and storms use, and the texts that it permits.</summary>
public sealed class LeakScanTests(Services services)
{
    private const string Secret = "c2VjcmV0+of/the==studio";
    private const string Word = "velvet0123456789abcdef0123456789abcdef";
    private const string Link = "http://127.0.0.1:1/private/a.png?sv=1&sig=abcdefghij%3D";

    private static LeakScan Scan => new(new(new Dictionary<string, string> { ["key"] = Secret }, [Word]));

    [Theory]
    [InlineData($"x {Secret} y", "key")]
    [InlineData("x c2VjcmV0%2Bof%2Fthe%3D%3Dstudio y", "key")]
    [InlineData("x r8_simulated y", "a token that begins with r8_")]
    [InlineData("Bearer eyJhbGciOiJI.eyJzdWIiOiJ1.c2lnbmF0dXJl", "a token that begins with eyJ")]
    [InlineData("x rsk_k7Qv2mXz y", "a token that begins with rsk")]
    [InlineData("x sk_live_k7Qv2mXz y", "a token that begins with sk_")]
    [InlineData("x whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw y", "a token that begins with whs")]
    [InlineData("x v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= y", "a token that begins with v1,")]
    [InlineData(Link, "a link with sig=")]
    [InlineData("private/a.png?sv=1\\u0026sig=abcdefghij", "a link with sig=")]
    [InlineData("/api/v1/webhooks/replicate?prediction=1&attempt=1&token=abcdefgh", "a link with token=")]
    [InlineData($"a {Word}", "a prompt")]
    public async Task A_leak_is_found_in_logs_error_responses_and_rows_of_any_type(string text, string kind)
    {
        await using var database = NpgsqlDataSource.Create(await services.CreateDatabaseAsync());
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            create table documents (body jsonb);
            insert into documents values (jsonb_build_object('a', @text));
            insert into rejected_messages (queue, body, reason) values
                ('q', '', @text), ('q', convert_to(@text, 'UTF8'), '')
            """, new { text });

        var found = await Scan.RunAsync(database, [text], [new(422, "POST /x", text)]);

        Assert.Equal(
            [
                $"422 of POST /x: {kind}", $"documents.body: {kind}", $"log: {kind} in: a line",
                $"rejected_messages.body: {kind}", $"rejected_messages.reason: {kind}",
            ], found);
    }

    [Theory]
    [InlineData("12:00:00.000 warn App: \u001b[31m")]
    [InlineData("12:00:00.000 warn App: a\rforged")]
    [InlineData("12:00:00.000 warn App: a\u2028forged")]
    public void A_log_line_that_forges_another_is_found(string line) => Assert.Single(LeakRules.Controls("log", line));

    [Fact]
    public async Task Prompt_words_are_allowed_in_their_columns_and_secrets_nowhere()
    {
        await using var engine = await Engine.StartAsync(services);
        await SeededGeneration.CreateAsync(engine, prompt: $"{Word} {Secret} {Link}");
        await engine.ExecuteAsync("update generations set prompt = composed_prompt");

        var found = await Scan.RunAsync(engine.Get<NpgsqlDataSource>(), ["12:00:00.000 info App: a line"], []);

        Assert.Equal(
            [
                "generations.composed_prompt: a link with sig=", "generations.composed_prompt: key",
                "generations.prompt: a link with sig=", "generations.prompt: key",
            ], found);
    }
}
