namespace RenderStudio.Functions.Generations;

/// <summary>Bodies of the API document.</summary>
public static class GenerationExamples
{
    public const string Self = "https://studio.example.com/api/v1/generations/0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37";

    public const string Submitted =
        """
        {"id":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37","status":"pending","mode":"imagine",
         "createdAt":"2026-11-21T09:30:00Z","credits":{"held":8,"remaining":12},
         "links":{"self":"https://studio.example.com/api/v1/generations/0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37",
          "events":"https://studio.example.com/api/v1/generations/0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37/events",
          "cancel":"https://studio.example.com/api/v1/generations/0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37/cancel"}}
        """;

    public const string Generation =
        """
        {"id":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37","status":"running","mode":"imagine",
         "prompt":"a reading corner with an oak bookcase","negativePrompt":null,"roomType":null,"style":"japandi",
         "aspectRatio":"1:1","quality":"standard","seed":null,"model":"flux-1.1-pro","maxWaitSeconds":null,
         "input1":null,"input2":null,"palette":null,"surface":null,"stencil":null,"minRegionMm":null,
         "stencilUrl":null,"stencilPublicUrl":null,
         "progress":{"stage":"running","message":"The image model is working.","expectedSeconds":12},
         "requested":2,"delivered":0,"variants":[],"renderId":null,"retriedFrom":null,"error":null,
         "createdAt":"2026-11-21T09:30:00Z","finishedAt":null,"canceledAt":null}
        """;

    public const string Page =
        """
        {"items":[{"id":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37","status":"succeeded","mode":"imagine",
         "prompt":"a reading corner with an oak bookcase","roomType":null,"style":"japandi","requested":2,
         "delivered":2,"renderId":"0199d3a0-71c4-7f0e-8a3b-5d2c9e6f1b40","createdAt":"2026-11-21T09:30:00Z",
         "finishedAt":"2026-11-21T09:30:14Z"}],"nextCursor":null}
        """;

    public const string Events =
        """
        {"items":[{"seq":1,"at":"2026-11-21T09:30:00Z","stage":"pending","code":null,
         "detail":"The generation was submitted."}]}
        """;

    public const string Stream =
        """
        id: 1
        event: pending
        data: {"seq":1,"at":"2026-11-21T09:30:00Z","stage":"pending","code":null,"detail":"Submitted."}


        """;

    public const string Quote =
        """
        {"quoteId":"0199d3a0-5b02-7a11-b6c8-2f7d0e9a4c15","expiresAt":"2026-11-21T09:40:00Z","credits":8,
         "expectedSeconds":{"p50":9,"p95":21},
         "moderation":{"accepted":true,"rule":null,"field":null,"span":null},"problems":[],"keyCreditsRemaining":null}
        """;
}
