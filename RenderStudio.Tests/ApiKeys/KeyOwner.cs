using RenderStudio.Core;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.ApiKeys;

/// <summary>An owner in the database, with API keys.</summary>
internal sealed class KeyOwner(Engine engine, Guid ownerId)
{
    public Guid OwnerId => ownerId;

    public Caller ByToken => new(ownerId);

    public static async Task<KeyOwner> CreateAsync(Engine engine)
    {
        var ownerId = Guid.CreateVersion7();
        await engine.ExecuteAsync(
            "insert into owners (id, issuer, subject, plan) values (@ownerId, 'test', @ownerId::text, 'pro')",
            new { ownerId });
        return new(engine, ownerId);
    }

    public async Task<NewApiKey> KeyAsync(int? cap = null, DateTime? expires = null)
    {
        var fields = new ApiKeyFields
        {
            Name = "A program",
            Scopes = ["generate", "read"],
            MonthlyCreditCap = cap,
            ExpiresAt = expires,
        };
        var created = await engine.Get<CreateApiKey>().RunAsync(fields, new FieldErrors(), ByToken, default);
        return created.Value ?? throw new InvalidOperationException(created.Problem!.Message);
    }

    public async Task<Caller> CallerAsync(int? cap = null) => By(await KeyAsync(cap));

    public Caller By(NewApiKey created) =>
        new(ownerId, Key: new(created.Key.Id, KeyScopes.Generate | KeyScopes.Read));

    /// <summary>Submits a generation of one credit per variant.</summary>
    public static Task<Result<SubmittedGeneration>> SubmitAsync(Engine on, Caller caller, int variants = 1) =>
        on.Get<SubmitGeneration>().RunAsync(
            new() { Mode = "imagine", Prompt = "a den", Variants = variants }, caller, key: null, default);

    /// <summary>The spend of a key in this month, as its owner sees it.</summary>
    public async Task<int> SpendAsync(Caller caller) =>
        (await engine.Get<ListApiKeys>().RunAsync(ByToken, default)).Items
        .Single(key => key.Id == caller.Key!.Id).CreditsThisMonth;
}
