using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Catalogue;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>Processes one create call: checks permissions, validates the request, and starts the prediction.</summary>
internal sealed class CreatePrediction(
    SimulatedModels catalogue, SettingsBook settings, RateLimits limits, PredictionBook book, PredictionLife life,
    PredictionAnswers answers, SimulatorClock clock)
{
    public async Task<IResult> RunAsync(HttpContext http, CreateTarget target)
    {
        if (await CreateRequest.ReadAsync(http.Request, http.RequestAborted) is not { } request)
            return Problems.BadRequest("The request body is not a JSON object");
        var rules = settings.For(request.Prompt);
        var chance = settings.NextCall(request.Prompt);
        if (Refuse(http, rules, chance) is { } refusal)
            return refusal;
        if (rules.WebhookCompletedKey == KeyPolicy.Ignore)
            request = request.Without("webhook_completed");

        var problems = catalogue.RequestSchema(target.NamesVersion).Check(request.Body, "");
        if (problems.Count > 0)
            return Problems.Invalid(problems);
        var (model, version, unknown) = target.Resolve(catalogue, request.Version);
        if (unknown is not null)
            return unknown;
        problems.AddRange(model!.Check(request.Input, rules.UnknownInput == KeyPolicy.Refuse));
        problems.AddRange(CheckWebhook(request.Webhook, rules));
        var headers = CreateHeaders.Read(http.Request, problems);
        if (problems.Count > 0)
            return Problems.Invalid(problems);

        var prediction = Accept(http, request, target, model, version, headers, chance, rules);
        return await answers.AfterCreateAsync(http, prediction, headers, rules);
    }

    private IResult? Refuse(HttpContext http, SimulatorSettings rules, Chance chance)
    {
        if (rules.Unauthenticated)
            return Problems.Unauthenticated();
        if (rules.InsufficientCredit)
            return Problems.InsufficientCredit();
        return limits.RefuseCreate(http, SimulatedAccounts.AccountOf(http), chance.Lane, rules)
            ?? (chance.Happens(rules.CreateErrorRate, rules.Seed, "create error")
                ? Problems.Fault(rules.CreateErrorStatus)
                : null);
    }

    private SimulatedRun Accept(
        HttpContext http, CreateRequest request, CreateTarget target, SimulatedModel model, string version,
        CreateHeaders headers, Chance chance, SimulatorSettings rules)
    {
        var now = clock.Now;
        var prediction = new SimulatedRun
        {
            Id = PredictionBook.NewId(),
            Account = SimulatedAccounts.AccountOf(http),
            Prompt = request.Prompt,
            Chance = chance,
            Model = model,
            Version = rules.RemapSdxl && model.Name == "sdxl" ? model.Versions[0] : version,
            Input = request.Input,
            CreatedAt = now,
            Deadline = now + headers.CancelAfter,
            Deployment = target.Deployment,
            Webhook = request.Webhook,
            WebhookEvents = request.WebhookEvents,
        };
        book.Add(prediction);
        life.Begin(prediction);
        return prediction;
    }

    /// <summary>Plain http is allowed only for this machine.</summary>
    private static IEnumerable<InvalidField> CheckWebhook(Uri? webhook, SimulatorSettings rules)
    {
        var secure = webhook is null || webhook.Scheme == Uri.UriSchemeHttps
            || (webhook.Scheme == Uri.UriSchemeHttp && webhook.IsLoopback && !rules.WebhookHttpsOnly);
        return secure ? [] : [new InvalidField("format", "webhook", "webhook must be an HTTPS URL")];
    }
}
