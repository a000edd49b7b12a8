namespace RenderStudio.Testing.Faults;

public enum CallFault
{
    /// <summary>It never arrives.</summary>
    FailBefore,

    /// <summary>It is done, and its reply is lost.</summary>
    LoseReply,
}

/// <summary>Breaks the k-th of the calls that pass by and no other: with k = 1, 2, 3 … each has its turn.</summary>
public sealed class KthCall
{
    private readonly Lock gate = new();
    private CallFault fault;
    private int left;

    /// <summary>Whether the k-th call came and was broken.</summary>
    public bool Struck { get; private set; }

    /// <param name="k">From 1.</param>
    public void Arm(int k, CallFault how)
    {
        lock (gate)
            (left, fault, Struck) = (k, how, false);
    }

    public void Disarm()
    {
        lock (gate)
            left = 0;
    }

    /// <summary>Counts a call.</summary>
    /// <returns>What is to be done to it; null for nothing.</returns>
    public CallFault? Next()
    {
        lock (gate)
        {
            if (left == 0 || --left > 0)
                return null;
            Struck = true;
            return fault;
        }
    }
}
