using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;

namespace FixedPointKernels.Cli.Organics;

/// <summary>The parameters of a divisive normalization circuit as a file gives them, in double and in range.</summary>
/// <param name="Fields">Where they stand, for what can be wrong with them in another precision.</param>
/// <param name="Kind">Where it is rectified.</param>
/// <param name="Pool">W, n×n row-major.</param>
/// <param name="Recurrent">Wr, n×n row-major; empty for I.</param>
/// <param name="Gains">b, n.</param>
/// <param name="PoolGains">b₀, n.</param>
/// <param name="Semisaturations">σ, n.</param>
/// <param name="TauY">τ_y, n.</param>
/// <param name="TauA">τ_a, n.</param>
internal sealed record CircuitParameters(
    JsonFields Fields, CircuitKind Kind, double[] Pool, double[] Recurrent, double[] Gains, double[] PoolGains, double[] Semisaturations,
    double[] TauY, double[] TauA)
{
    internal int Units => Gains.Length;

    /// <summary>The circuit in a precision.</summary>
    /// <exception cref="Learning.Data.DataFileException">A number is 0 or infinite there and must not be.</exception>
    internal Circuit<T> ToCircuit<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Circuit<T> circuit = new(
            Kind, Narrow("W", Pool), Narrow("Wr", Recurrent), Narrow("b", Gains, positive: true), Narrow("b0", PoolGains, positive: true),
            Narrow("sigma", Semisaturations), Narrow("tau_y", TauY, positive: true), Narrow("tau_a", TauA, positive: true));
        for (int i = 0; i < Units; i++)
        {
            if (T.IsFinite(circuit.Floor[i])) continue;
            double root = PoolGains[i] * Semisaturations[i];
            throw Fields.Refuse("sigma", $"times b0 is {root} at [{i}], whose square is beyond {Word<T>()}'s range");
        }

        return circuit;

        T[] Narrow(string field, double[] values, bool positive = false)
        {
            T[] narrow = new T[values.Length];
            for (int i = 0; i < narrow.Length; i++)
            {
                narrow[i] = T.CreateTruncating(values[i]);
                if (!T.IsFinite(narrow[i])) throw Fields.Refuse(field, $"holds {values[i]}, which is beyond {Word<T>()}'s range");
                if (positive && narrow[i] == T.Zero) throw Fields.Refuse(field, $"holds {values[i]}, which is 0 in {Word<T>()}");
            }

            return narrow;
        }
    }

    private static string Word<T>() => typeof(T) == typeof(float) ? "float" : "double";
}
