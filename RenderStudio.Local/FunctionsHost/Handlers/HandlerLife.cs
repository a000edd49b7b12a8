namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>One handler process from start to end, as invocations see it.</summary>
internal sealed class HandlerLife(HandlerProcess process, Uri address)
{
    public Uri Address => address;

    public int Pid => process.Pid;

    /// <summary>Ended as the platform ends an instance, host and all: nobody is left to tell a queue what became of
    /// the messages in flight.</summary>
    public bool TakenAway { get; private set; }

    /// <summary>Ended by the host after an invocation outlasted functionTimeout, which is no strike.</summary>
    public bool TimedOut { get; private set; }

    public bool Frozen { get; private set; }

    /// <summary>Whether it could answer a call now.</summary>
    public bool IsThere => !Frozen && !TakenAway && !TimedOut && !process.Exited.IsCompleted;

    public void TakeAway()
    {
        TakenAway = true;
        process.Kill();
    }

    public void EndForTimeout()
    {
        TimedOut = true;
        process.Kill();
    }

    public void Freeze()
    {
        Frozen = true;
        process.Stop();
    }

    public void Thaw()
    {
        Frozen = false;
        process.Continue();
    }
}
