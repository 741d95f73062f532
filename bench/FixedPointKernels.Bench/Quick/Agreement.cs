using System;
using System.Numerics;

namespace FixedPointKernels.Bench.Quick;

/// <summary>Two sides of a comparison must compute the same thing before their times mean anything.</summary>
internal static class Agreement
{
    /// <summary>‖ours − theirs‖ / ‖theirs‖ in the Euclidean norm.</summary>
    internal static double Distance<T>(ReadOnlySpan<T> ours, ReadOnlySpan<T> theirs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double apart, double size) = (0, 0);
        for (int i = 0; i < theirs.Length; i++)
        {
            double t = double.CreateTruncating(theirs[i]), o = double.CreateTruncating(ours[i]);
            apart += (o - t) * (o - t);
            size += t * t;
        }

        return Math.Sqrt(apart / size);
    }

    /// <summary>Throws unless the distance is within the limit.</summary>
    internal static void Require<T>(ReadOnlySpan<T> ours, ReadOnlySpan<T> theirs, double limit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double distance = Distance(ours, theirs);
        if (!(distance <= limit))
            throw new InvalidOperationException($"The two sides differ by {distance:0e0} relative; at most {limit:0e0} is rounding.");
    }
}
