using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Identity;

/// <summary>Lets <see cref="JwtBearerHandler"/> validate tokens by <see cref="TokenValidator"/>.</summary>
internal sealed class BearerTokenHandler(TokenValidator validator) : TokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(
        string token, TokenValidationParameters validationParameters) =>
        Task.FromResult(validator.Validate(token).Failed(out var problem, out var subject)
            ? new TokenValidationResult { Exception = new RejectedCredentialException(problem) }
            : new TokenValidationResult
            {
                IsValid = true,
                ClaimsIdentity = subject.ToIdentity(AuthenticationSchemes.Bearer),
                SecurityToken = new JsonWebToken(token),
            });
}
