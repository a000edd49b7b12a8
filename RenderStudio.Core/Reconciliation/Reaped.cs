namespace RenderStudio.Core.Reconciliation;

/// <summary>What a reaped lease leaves behind.</summary>
public enum Reaped
{
    /// <summary>The lease was alive again, or somebody else was faster.</summary>
    Nothing,

    /// <summary>Nothing had been sent: waits to be started again.</summary>
    Unsent,

    /// <summary>Something may have been bought: under search until its grace period ends.</summary>
    Searching,

    /// <summary>Its pictures wait to be stored again.</summary>
    Storing,

    /// <summary>It ended here: canceled, or its deaths are used up.</summary>
    Ended,
}
