namespace RenderStudio.Core.Billing;

/// <summary>What an event changed, or why it changed nothing.</summary>
public enum EventOutcome
{
    /// <summary>The event's facts are recorded; credits and plan match them.</summary>
    Applied,

    /// <summary>The event has no effect here, such as a checkout whose payment is not complete.</summary>
    NoEffect,

    /// <summary>A newer event has told a later state.</summary>
    Outdated,

    UnknownType,

    /// <summary>The customer belongs to no owner, or the checkout to another one.</summary>
    UnknownCustomer,

    /// <summary>The event is about a connected account.</summary>
    OtherAccount,

    /// <summary>
    /// A field that is required for the event is missing. The payload is kept for the operator for 30 days.
    /// </summary>
    Unreadable,
}
