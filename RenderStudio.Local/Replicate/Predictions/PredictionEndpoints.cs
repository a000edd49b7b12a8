using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Predictions;

internal static class PredictionEndpoints
{
    public static void MapPredictions(this IEndpointRouteBuilder v1)
    {
        var creates = new SimulatedAccounts.CreatesPredictions();
        v1.MapPost("/predictions", (HttpContext http, CreatePrediction create) =>
            create.RunAsync(http, CreateTarget.ByVersion)).WithMetadata(creates);
        v1.MapPost("/models/{owner}/{name}/predictions",
            (HttpContext http, CreatePrediction create, string owner, string name) =>
            create.RunAsync(http, new CreateTarget(owner, name, IsDeployment: false))).WithMetadata(creates);
        v1.MapPost("/deployments/{owner}/{name}/predictions",
            (HttpContext http, CreatePrediction create, string owner, string name) =>
            create.RunAsync(http, new CreateTarget(owner, name, IsDeployment: true))).WithMetadata(creates);

        v1.MapGet("/predictions", (HttpContext http, PredictionList list) => list.Read(http));
        v1.MapGet("/predictions/{id}", Read);
        v1.MapPost("/predictions/{id}/cancel", Cancel);
    }

    private static IResult Read(
        HttpContext http, string id, PredictionBook book, PredictionAnswers answers, SettingsBook settings,
        SimulatorClock clock)
    {
        if (book.Find(id, SimulatedAccounts.AccountOf(http)) is not { } prediction)
            return Problems.NotFound();
        var rules = settings.For(prediction.Prompt);
        if (clock.Now < prediction.CreatedAt.AddMilliseconds(rules.NotFoundAfterCreateMs))
            return Problems.NotFound();
        return prediction.Chance.Happens(rules.ReadErrorRate, rules.Seed, $"read {prediction.CountAnswer()}")
            ? Problems.Fault(rules.ReadErrorStatus)
            : answers.Respond(prediction, "read");
    }

    private static IResult Cancel(
        HttpContext http, string id, PredictionBook book, PredictionAnswers answers, PredictionLife life,
        SettingsBook settings)
    {
        if (book.Find(id, SimulatedAccounts.AccountOf(http)) is not { } prediction)
            return Problems.NotFound();
        var rules = settings.For(prediction.Prompt);
        if (prediction.Chance.Happens(rules.CancelErrorRate, rules.Seed, $"cancel {prediction.CountAnswer()}"))
            return Problems.Fault(rules.ReadErrorStatus);
        if (!prediction.Chance.Happens(rules.CancelLosesRate, rules.Seed, "cancel loses"))
            life.Cancel(prediction);
        return answers.Respond(prediction, "cancel");
    }
}
