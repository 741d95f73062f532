using System;
using System.Threading.Tasks;
using FixedPointKernels.Activations;
using FixedPointKernels.Reference;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Simd;

namespace FixedPointKernels.Sweep;

/// <summary>Many doubles against the double-double oracle: a quarter uniform in bits, a quarter uniform where the function bends, a quarter
/// in its full range, a quarter in runs of neighbours.</summary>
internal static class DoubleSweep
{
    private const int Block = 4096;

    internal static Tally? Run(string name, int points) => name switch
    {
        "exp" => Sweep<ExpFunction>(points, ElementaryOracle.Exp, odd: false, -750.0, 710.0),
        "log" => Sweep<LogFunction>(points, ElementaryOracle.Log, odd: false, 0.0, 1e3),
        "tanh" => Sweep<Tanh>(points, ElementaryOracle.Tanh, odd: true, -20.0, 20.0),
        "logistic" => Sweep<Logistic>(points, ElementaryOracle.Logistic, odd: false, -750.0, 40.0),
        "softplus" => Sweep<Softplus>(points, ElementaryOracle.Softplus, odd: false, -750.0, 40.0),
        _ => null,
    };

    private static Tally Sweep<TFunction>(int points, Func<double, OracleValue> exact, bool odd, double left, double right)
        where TFunction : struct, IActivation
    {
        int blocks = (points + Block - 1) / Block;
        var total = new Tally();
        Parallel.For(0, blocks, () => new Tally(), (block, _, tally) =>
        {
            double[] z = Points(new Random(block), block % 4, left, right);
            double[] values = new double[Block];
            double[] other = new double[Block];
            Activations.Activation.Apply<TFunction, double>(default, z, values);
            new ApplyKernel<TFunction, double>(default, z, other).Run<Lane1<double>, double>();
            for (int i = 0; i < Block; i++)
            {
                double value = values[i];
                OracleValue truth = exact(z[i]);
                if (!SameBits(value, other[i])) tally.DifferentAtOneLane();
                double error = truth.ErrorInUlp(value);
                if (double.IsInfinity(error)) tally.Special(z[i]);
                else tally.Error(error, z[i]);
                if (i > 0 && value < values[i - 1]) tally.Fall(z[i]);
            }

            if (!odd) return tally;
            for (int i = 0; i < Block; i++) z[i] = -z[i];
            Activations.Activation.Apply<TFunction, double>(default, z, other);
            for (int i = 0; i < Block; i++)
            {
                if (!SameBits(-values[i], other[i])) tally.NotOdd();
            }

            return tally;
        }, tally =>
        {
            lock (total) total.Merge(tally);
        });
        return total;
    }

    private static double[] Points(Random random, int kind, double left, double right)
    {
        double[] z = new double[Block];
        double at = (random.NextDouble() * 4.0) - 2.0;
        for (int i = 0; i < Block; i++)
        {
            z[i] = kind switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
                1 => (random.NextDouble() * 4.0) - 2.0,
                2 => left + (random.NextDouble() * (right - left)),
                _ => at = Math.BitIncrement(at),
            };
        }

        Array.Sort(z);
        return z;
    }

    private static bool SameBits(double a, double b) =>
        BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b));
}
