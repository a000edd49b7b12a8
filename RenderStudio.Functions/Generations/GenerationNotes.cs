using RenderStudio.Core.Generations;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Timeline;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Generations;

/// <summary>What the API document tells about the properties of generations.</summary>
public static class GenerationNotes
{
    public static SchemaNotes OfGenerations(this SchemaNotes notes) => notes
        .Choice<GenerationView>(
            "status", Vocabulary.GenerationStatuses, "`succeeded`, `failed` and `canceled` are final.")
        .Choice<GenerationView>("mode", Vocabulary.Modes)
        .Choice<GenerationView>("quality", Quality.Known)
        .Choice<GenerationView>("stencil", StencilKinds.Known, "Only for inspire, requested or chosen by the prompt.")
        .Json<GenerationView>("palette", SubmitFields.Palette, "Only for inspire, as submitted.")
        .Json<GenerationView>("surface", SubmitFields.Surface, "Only for inspire, as submitted.")
        .Text<GenerationView>("stencilPublicUrl", "A permanent link; null while the stencil is private.")
        .Text<GenerationView>("requested", "Number of requested variants.")
        .Text<GenerationView>("delivered", "Number of delivered variants without a flaw; only these are charged.")
        .Text<GenerationView>("variants", "The variants that are delivered so far, best first.")
        .Text<GenerationView>("renderId", "Null until the first variant is delivered.")
        .Text<GenerationView>("retriedFrom", "The generation that this one retries.")
        .Choice<GenerationSummary>("status", Vocabulary.GenerationStatuses)
        .Choice<GenerationSummary>("mode", Vocabulary.Modes)
        .Choice<SubmittedBody>("status", Vocabulary.GenerationStatuses)
        .Choice<SubmittedBody>("mode", Vocabulary.Modes)
        .Text<CreditsBody>("held", "Credits that this generation holds.")
        .Text<CreditsBody>("remaining", "Credits that further generations can hold.")
        .Choice<ProgressView>("stage", Vocabulary.GenerationStatuses)
        .Text<ProgressView>("expectedSeconds", "Usual time from the submit to the delivery of the pictures.")
        .Choice<ErrorView>("code", Vocabulary.FailureCodes)
        .Text<GenerationEvent>("seq", "Counts from 1 without gaps.")
        .Choice<GenerationEvent>("stage", Vocabulary.GenerationStatuses)
        .Text<GenerationEvent>("code", "What happened, if the stage does not tell it.");
}
