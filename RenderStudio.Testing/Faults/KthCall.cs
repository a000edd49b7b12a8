namespace RenderStudio.Testing.Faults;

public enum CallFault
{
    /// <summary>The call never arrives.</summary>
    FailBefore,

    /// <summary>The call is performed, and its reply is lost.</summary>
    LoseReply,
}

/// <summary>Breaks the k-th call and no other. With k = 1, 2, 3 … each call is broken once.</summary>
public sealed class KthCall
{
    private readonly Lock gate = new();
    private CallFault fault;
    private int left;

    /// <summary>Whether the k-th call occurred and was broken.</summary>
    public bool Broken { get; private set; }

    /// <param name="k">From 1.</param>
    public void Arm(int k, CallFault how)
    {
        lock (gate)
            (left, fault, Broken) = (k, how, false);
    }

    public void Disarm()
    {
        lock (gate)
            left = 0;
    }

    /// <summary>Counts a call.</summary>
    /// <returns>The fault to apply; null for none.</returns>
    public CallFault? Next()
    {
        lock (gate)
        {
            if (left == 0 || --left > 0)
                return null;
            Broken = true;
            return fault;
        }
    }
}
