using System;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>The gain at which a network has the largest exponent of another one, by bisection: the control of flossing, since rescaling a
/// Gaussian start is nothing but another gain.</summary>
internal static class MatchedGain
{
    // λ₁ rises up to about 2, where activity saturates; what lies beyond 3 is chaotic.
    private const double Most = 3;
    private const int Places = 12, Halvings = 20;

    /// <summary>The gain.</summary>
    /// <param name="wanted">λ₁ to reach.</param>
    /// <param name="least">Where the search begins: upwards, or where λ₁ is larger there, down to 0.</param>
    /// <param name="exponent">λ₁ of a gain.</param>
    /// <returns>The first gain, up to 3 or the one given, that has it, to a millionth of the interval; where none has, the one looked at
    /// with the nearest λ₁.</returns>
    internal static double Of(double wanted, double least, Func<double, double> exponent)
    {
        double nearest = least, distance = double.PositiveInfinity;
        bool down = Look(least) > wanted;
        double from = down ? 0 : least, end = down ? least : Math.Max(Most, least), before = from;
        Look(before);
        for (int place = 1; place <= Places; place++)
        {
            double here = from + ((end - from) * place / Places);
            if (Look(here) < wanted)
            {
                before = here;
                continue;
            }

            for (int k = 0; k < Halvings; k++)
            {
                double middle = (before + here) / 2;
                if (Look(middle) < wanted) before = middle;
                else here = middle;
            }

            return nearest;
        }

        return nearest;

        double Look(double gain)
        {
            double found = exponent(gain), apart = Math.Abs(found - wanted);
            if (apart < distance) (nearest, distance) = (gain, apart);
            return found;
        }
    }
}
