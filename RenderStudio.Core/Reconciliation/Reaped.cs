namespace RenderStudio.Core.Reconciliation;

/// <summary>The state of a prediction after its expired lease was removed.</summary>
public enum Reaped
{
    /// <summary>The lease was renewed, or another worker removed it first.</summary>
    Nothing,

    /// <summary>No create call was sent: the prediction waits to be started again.</summary>
    Unsent,

    /// <summary>A run may exist: the reconciler searches for it until the grace period ends.</summary>
    Searching,

    /// <summary>A stored result waits for a worker that completes it.</summary>
    Storing,

    /// <summary>The prediction ended: it was canceled, or its lease expiries are used up.</summary>
    Ended,
}
