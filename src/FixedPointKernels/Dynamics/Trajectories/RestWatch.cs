namespace FixedPointKernels.Dynamics;

/// <summary>Whether a trajectory has been slow for long enough.</summary>
internal struct RestWatch(double tolerance, double hold)
{
    private double since = double.NaN;

    /// <summary>The largest slope that is slow at a state of this max norm.</summary>
    internal readonly double Slow(double norm) => tolerance * double.Max(1, norm);

    /// <summary>At the end of an accepted step.</summary>
    internal bool Holds(double time, double norm, double speed)
    {
        if (!(speed <= Slow(norm))) since = double.NaN;
        else if (double.IsNaN(since)) since = time;
        else return time - since >= hold;
        return false;
    }
}
