using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Identity;

/// <summary>Lets <see cref="JwtBearerHandler"/> validate tokens by <see cref="TokenValidator"/>.</summary>
internal sealed class BearerTokenHandler(TokenValidator validator) : TokenHandler
{
    public override async Task<TokenValidationResult> ValidateTokenAsync(
        string token, TokenValidationParameters validationParameters) =>
        (await validator.ValidateAsync(token)).Failed(out var problem, out var valid)
            ? new() { Exception = new RejectedCredentialException(problem) }
            : new()
            {
                IsValid = true,
                ClaimsIdentity = valid.Subject.ToIdentity(AuthenticationSchemes.Bearer),
                SecurityToken = valid.Token,
            };
}
