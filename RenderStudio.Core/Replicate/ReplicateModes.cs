namespace RenderStudio.Core.Replicate;

/// <summary>How Replicate receives the inputs of a run.</summary>
internal enum InputDelivery
{
    SignedLink,
    UploadedFile,
}

/// <summary>How a webhook delivery is verified.</summary>
internal enum WebhookVerification
{
    /// <summary>By its signature and the token of its link.</summary>
    Signature,

    /// <summary>By the token of its link alone.</summary>
    TokenOnly,
}
