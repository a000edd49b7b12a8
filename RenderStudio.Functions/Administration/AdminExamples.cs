namespace RenderStudio.Functions.Administration;

/// <summary>Bodies of the API document.</summary>
public static class AdminExamples
{
    public const string Generations =
        """
        {"items":[{"id":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37","ownerId":"0199d39e-11c0-7d24-8b6f-4e2a9c7d0b18",
         "status":"pending","failureCode":null,"mode":"imagine","model":"black-forest-labs/flux-schnell",
         "requested":2,"delivered":0,"createdAt":"2026-11-21T09:30:00Z","finishedAt":null}],"nextCursor":null}
        """;

    public const string Generation =
        """
        {"id":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37","ownerId":"0199d39e-11c0-7d24-8b6f-4e2a9c7d0b18",
         "status":"queued","failureCode":null,"mode":"imagine","model":"black-forest-labs/flux-schnell",
         "quality":"standard","aspectRatio":"1:1","requested":2,"delivered":0,"creditsPerVariant":2,
         "expectedSeconds":6,"maxWaitSeconds":null,"renderId":null,"retriedFrom":null,
         "createdAt":"2026-11-21T09:30:00Z","cancelRequestedAt":null,"canceledAt":null,"finishedAt":null,
         "predictions":[{"id":"0199d3a0-70aa-7c55-8f21-6b3d9e0c4a12","ordinal":0,"firstIndex":0,"variantCount":2,
          "status":"queued","failureCode":null,"attempt":1,"startsPaused":false,"notBefore":"2026-11-21T09:30:00Z",
          "leaseUntil":null,"leaseExpiries":0,"sentAt":"2026-11-21T09:30:01Z","graceUntil":"2026-11-21T09:31:31Z",
          "upstreamId":"gm3qorzdhgbfurvjtvhg6dckhu","acceptedAt":"2026-11-21T09:30:02Z","cancelRequestedAt":null,
          "resultRun":null,"resultStatus":null,"resultAt":null,"resultError":null,"storingTries":0,
          "redrivenAt":null,"nextCheckAt":"2026-11-21T09:31:02Z","checks":0,"createdAt":"2026-11-21T09:30:00Z",
          "changedAt":"2026-11-21T09:30:02Z","finishedAt":null,
          "runs":[{"upstreamId":"gm3qorzdhgbfurvjtvhg6dckhu","attempt":1,"disposition":"open",
           "upstreamStatus":"starting","seenBy":"reply","seenAt":"2026-11-21T09:30:02Z",
           "nextCheckAt":"2026-11-21T09:30:02Z"}]}],
         "entries":[{"id":7,"at":"2026-11-21T09:30:00Z","kind":"hold","credits":4,"delta":-4,"purchased":0,
          "generationId":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37",
          "cause":"hold:0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37","reason":null}],
         "events":[{"seq":1,"at":"2026-11-21T09:30:00Z","stage":"pending","code":"submitted",
          "detail":"The request was received."},{"seq":2,"at":"2026-11-21T09:30:02Z","stage":"queued","code":null,
          "detail":"The image model accepted the request."}],
         "variants":[],"acts":[]}
        """;

    public const string Starts =
        """
        {"paused":[{"model":"black-forest-labs/flux-schnell","reason":"The provider charges too much.",
         "pausedBy":"0199d39e-0a7b-7e31-9c42-1d5f8b3e6a90","pausedAt":"2026-11-21T09:29:00Z"}],
         "waiting":3,"notAccepted":0,"waitingSince":"2026-11-21T09:29:12Z",
         "perMinute":600,"throttledUntil":null}
        """;

    public const string Owner =
        """
        {"id":"0199d39e-11c0-7d24-8b6f-4e2a9c7d0b18","plan":"free","balance":12,"purchased":0,"held":4,
         "unfinishedGenerations":1,"createdAt":"2026-11-02T18:04:11Z","erasedAt":null}
        """;

    public const string Entries =
        """
        {"items":[{"id":9,"at":"2026-11-21T10:02:00Z","kind":"grant","credits":50,"delta":50,"purchased":50,
         "generationId":null,"cause":"operator:7f0c0a3e-5f0b-4a8c-9d8e-6f3f2b1c9a10",
         "reason":"For the outage of 27 November"}],"nextCursor":"9"}
        """;

    public const string Report =
        """
        {"from":"2026-11-21T00:00:00Z","to":"2026-11-22T00:00:00Z",
         "generations":[{"day":"2026-11-21","model":"black-forest-labs/flux-schnell","submitted":120,"succeeded":115,
          "failed":3,"canceled":2,"delivered":226,"medianSeconds":7.4,"p95Seconds":19.08}],
         "failures":[{"day":"2026-11-21","model":"black-forest-labs/flux-schnell","code":"content_flagged",
          "count":3}],
         "credits":[{"day":"2026-11-21","model":"black-forest-labs/flux-schnell","held":480,"settled":452,
          "released":28,"granted":0,"purchased":0,"reversed":0,"expired":0}]}
        """;

    public const string Acts =
        """
        {"items":[{"id":"0199d3b2-40c8-7a15-b3d7-9e6f2c1a8d04","at":"2026-11-21T10:02:00Z",
         "actorId":"0199d39e-0a7b-7e31-9c42-1d5f8b3e6a90","act":"grant_credits",
         "target":"0199d39e-11c0-7d24-8b6f-4e2a9c7d0b18","reason":"For the outage of 27 November",
         "details":{"credits":50,"key":"7f0c0a3e-5f0b-4a8c-9d8e-6f3f2b1c9a10"}}],"nextCursor":null}
        """;
}
