using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Cli.Verification;

/// <summary>How far float may be off, for each quantity of a case: 4 (N + 8) u (1 + κ), u = 2⁻²⁴.</summary>
/// <remarks>
/// Backward error: a float inner product of length N is an exact one whose entries are off by at most N u, rounding the inputs adds u,
/// the activation and what follows a few u more; so a float computation is an exact one on inputs that are off by about (N + 8) u. κ, the
/// relative change of a quantity per relative change of the inputs, is measured: the case is computed in double with every entry of its
/// inputs (W, X, readout, targets) off by ±10⁻⁷ of itself, with eight fixed patterns of signs, and the largest change counts. The factor
/// 4 stands for the stages, solve, loss, adjoint and rule, each of which brings a backward error of its own. The limit does not look at
/// the expected values, so a wrong golden value cannot loosen it.
/// </remarks>
internal static class FloatLimits
{
    private const int Patterns = 8;
    private const double Change = 1e-7;
    private const int Stages = 4;
    private static readonly double Unit = Math.ScaleB(1, -24);

    /// <param name="one">The case.</param>
    /// <param name="length">N, the length of its inner products.</param>
    /// <param name="compute">All quantities of a case, in double.</param>
    /// <param name="move">The case with its inputs moved by a pattern of signs: <see cref="Move"/> of each array.</param>
    /// <param name="error">The change of a quantity, from the moved case and the case itself.</param>
    internal static IReadOnlyDictionary<string, double> Of<TCase>(
        TCase one, int length, Func<TCase, IReadOnlyDictionary<string, double[]>> compute, Func<TCase, int, TCase> move,
        Func<string, double[], double[], double> error)
    {
        IReadOnlyDictionary<string, double[]> exact = compute(one);
        Dictionary<string, double> condition = exact.Keys.ToDictionary(quantity => quantity, _ => 0.0);
        for (int pattern = 0; pattern < Patterns; pattern++)
        {
            IReadOnlyDictionary<string, double[]> moved = compute(move(one, pattern));
            foreach (string quantity in exact.Keys)
            {
                // What is not found any more has no condition, and NaN holds nothing.
                double change = moved.TryGetValue(quantity, out double[]? value) ? error(quantity, value, exact[quantity]) : double.NaN;
                condition[quantity] = Math.Max(condition[quantity], change / Change);
            }
        }

        return condition.ToDictionary(pair => pair.Key, pair => Stages * (length + 8) * Unit * (1 + pair.Value));
    }

    // Signs from the top bit of a multiplicative hash of pattern, array and place (D. E. Knuth, TAOCP 3, 6.4, golden ratio in 64 bits).
    internal static double[] Move(double[] values, int pattern, int array) =>
        [.. values.Select((value, i) => value * (1 + (Change * Sign(((ulong)pattern << 48) ^ ((ulong)array << 40) ^ (ulong)i))))];

    private static int Sign(ulong place)
    {
        ulong mixed = (place + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 32)) * 0x9E3779B97F4A7C15;
        return (mixed >> 63) == 0 ? 1 : -1;
    }
}
