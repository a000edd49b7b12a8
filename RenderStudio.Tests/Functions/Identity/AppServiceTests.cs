using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Identity;

/// <summary>The principal that App Service authentication passes in a header.</summary>
public sealed class AppServiceTests(Services services) : IAsyncLifetime
{
    private const string Header = "X-MS-CLIENT-PRINCIPAL";
    private const string Tenant = "11111111-1111-1111-1111-111111111111";
    private const string User = "22222222-2222-2222-2222-222222222222";

    private const string TenantType = "http://schemas.microsoft.com/identity/claims/tenantid";
    private const string UserType = "http://schemas.microsoft.com/identity/claims/objectidentifier";
    private const string NameType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";
    private const string RoleType = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";

    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(
        services, ("WEBSITE_AUTH_ENABLED", "True"), ("Identity:AdminSubjects:0", "app-service:google operator"),
        ("Identity:AppServiceRoleIssuers:0", "app-service:google"),
        ("Identity:AppServiceRoleIssuers:1", $"app-service:aad:{Tenant}"));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_principal_is_an_owner_of_its_provider()
    {
        Assert.Equal(
            new TokenSubject($"app-service:aad:{Tenant}", User), await OwnerAsync(Entra(Tenant, User)));
        Assert.Equal(
            new TokenSubject("app-service:google", "1234"), await OwnerAsync(Principal("google", (NameType, "1234"))));
        Assert.Equal(
            new TokenSubject("app-service:my-provider", "auth0|1"),
            await OwnerAsync(Principal("My-Provider", ("sub", "auth0|1"), (NameType, "other"), ("email", "a@b.c"))));
    }

    [Fact]
    public async Task Equal_ids_of_different_providers_and_tenants_are_different_owners()
    {
        string[] principals =
        [
            Entra(Tenant, User), Entra(User, User), Principal("google", ("sub", User)),
            Principal("facebook", ("sub", User)), Principal("aad.example", ("sub", User)),
        ];
        foreach (var principal in principals)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, principal));

        Assert.Equal(principals.Length, await app.QueryAsync<int>("select count(*)::int from owners"));
    }

    [Fact]
    public async Task The_spelling_of_an_id_of_Entra_does_not_matter()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, Entra(Tenant, User.Replace("2", "b"))));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, Entra(Tenant, User.Replace("2", "B"))));

        Assert.Equal(1, await app.QueryAsync<int>("select count(*)::int from owners"));
    }

    [Theory]
    [InlineData("google", RoleType, "admin", true)]
    [InlineData("google", "roles", "admin", true)]
    [InlineData("google", "roles", "Admin", false)]
    [InlineData("google", "name", "admin", false)]
    public async Task An_operator_has_the_role_admin(string provider, string type, string value, bool isAdmin)
    {
        var principal = Principal(provider, ("sub", "someone"), (type, value));

        Assert.Equal(isAdmin ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await SweepAsync(principal));
    }

    [Fact]
    public async Task Roles_are_read_only_of_the_providers_and_tenants_that_the_settings_name()
    {
        (string, string)[] role = [(RoleType, "admin"), ("roles", "admin")];

        Assert.Equal(HttpStatusCode.OK, await SweepAsync(EntraWith(Tenant, role)));
        Assert.Equal(HttpStatusCode.Forbidden, await SweepAsync(EntraWith(User, role)));
        Assert.Equal(HttpStatusCode.Forbidden, await SweepAsync(Principal("github", [("sub", "a"), .. role])));
    }

    [Fact]
    public async Task A_configured_subject_of_a_provider_is_an_operator()
    {
        Assert.Equal(HttpStatusCode.OK, await SweepAsync(Principal("google", ("sub", "operator"))));
        Assert.Equal(HttpStatusCode.Forbidden, await SweepAsync(Principal("github", ("sub", "operator"))));
    }

    public static TheoryData<string> Malformed() =>
    [
        "x", "====", Base64("\u0000"), Base64("null"), Base64("[]"), Base64("{}"), Base64("{"), "e30=, e30=",
        Base64("""{"auth_typ":"google","claims":{}}"""),
        Base64("""{"auth_typ":"google","claims":[1]}"""),
        Base64("""{"auth_typ":"google","claims":[{"typ":"sub"}]}"""),
        Base64("""{"auth_typ":"google","claims":[{"typ":"sub","val":1}]}"""),
        Base64("""{"auth_typ":"google","claims":[{"typ":"sub","val":null}]}"""),
        Base64("""{"auth_typ":"google","claims":[{"typ":null,"val":"a"}]}"""),
        Base64("""{"auth_typ":"google","claims":[{"typ":"sub","val":"\ud800"}]}"""),
        Base64("""{"auth_typ":"google","claims":[{"typ":"sub","val":"a\u0000b"}]}"""),
        Base64("""{"auth_typ":"google","auth_typ":"aad","claims":[{"typ":"sub","val":"a"}]}"""),
        Base64("""{"auth_typ":7,"claims":[{"typ":"sub","val":"a"}]}"""),
        Base64("""{"claims":[{"typ":"sub","val":"a"}]}"""),
        Base64($$"""{"auth_typ":"google","claims":[],"a":{{new string('[', 5_000)}}"""),
        Principal("google"), Principal("", ("sub", "a")), Principal("a:b", ("sub", "a")),
        Principal("a b", ("sub", "a")),
        Principal("google", ("sub", "")), Principal("google", ("sub", new string('a', 256))),
        Principal("google", ("sub", "a"), ("sub", "b")),
        Principal("aad", ("sub", "a"), (NameType, "a")), Principal("AAD", ("sub", "a")),
        Principal("aad", (UserType, User)),
        Principal("aad", (TenantType, "common"), (UserType, User)), Entra(Tenant, "ann"),
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_principal_is_rejected(string header)
    {
        using var answer = await SendAsync(app, header);
        var body = await answer.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, true), (answer.StatusCode, body.Contains("\"unauthenticated\"")));
        Assert.Contains("error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal(0, await app.QueryAsync<int>("select count(*)::int from owners"));
    }

    [Fact]
    public async Task A_malformed_principal_beside_a_valid_token_is_rejected() => Assert.Equal(
        HttpStatusCode.Unauthorized, await StatusAsync(app, "x", $"Bearer {TestTokens.Hs256()}"));

    [Fact]
    public async Task Without_the_header_a_token_is_accepted() =>
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, null, $"Bearer {TestTokens.Hs256()}"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("False")]
    [InlineData("1")]
    public async Task The_header_is_ignored_where_the_authentication_of_the_platform_is_off(string? setting)
    {
        await using var off = setting is null
            ? await RunningApp.StartAsync(services)
            : await RunningApp.StartAsync(services, ("WEBSITE_AUTH_ENABLED", setting));
        var principal = Principal("google", ("sub", "operator"), ("roles", "admin"));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(off, principal));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(off, principal, "Bearer x"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(off, principal, $"Bearer {TestTokens.Hs256()}"));
        Assert.Equal(TestTokens.Issuer, await off.QueryAsync<string>("select string_agg(issuer, ',') from owners"));
    }

    private async Task<TokenSubject> OwnerAsync(string principal)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers[Header] = principal;

        return (await context.AuthenticateAsync()).Principal!.ToSubject();
    }

    private async Task<HttpStatusCode> SweepAsync(string principal)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/admin/sweeps");
        request.Headers.Add(Header, principal);
        using var answer = await app.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningApp app, string? principal, string? token = null)
    {
        using var answer = await SendAsync(app, principal, token);
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> SendAsync(RunningApp app, string? principal, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/generations");
        if (principal is not null)
            request.Headers.TryAddWithoutValidation(Header, principal);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        return app.Http.SendAsync(request);
    }

    private static string Entra(string tenant, string user) => Principal("aad", (TenantType, tenant), (UserType, user));

    private static string EntraWith(string tenant, (string Type, string Value)[] claims) =>
        Principal("aad", [(TenantType, tenant), (UserType, User), .. claims]);

    private static string Principal(string provider, params (string Type, string Value)[] claims) =>
        Base64(JsonSerializer.Serialize(new
        {
            auth_typ = provider,
            name_typ = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
            role_typ = RoleType,
            claims = claims.Select(claim => new { typ = claim.Type, val = claim.Value }),
        }));

    private static string Base64(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
}
