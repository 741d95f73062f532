using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace FixedPointKernels.Circuits;

/// <summary>Rows of the derivative of a circuit: rate · (DF − I), with rate −1 of I − DF, with 1/τ of the Jacobian of the
/// dynamics.</summary>
internal static class CircuitRows
{
    /// <summary>What neuron i of y feels: of y, then of a.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="i">The neuron.</param>
    /// <param name="y">All of y.</param>
    /// <param name="a">Its own a.</param>
    /// <param name="recurrent">Its own R: Wr y, Wr [y]₊ or [Wr y]₊.</param>
    /// <param name="rate">Factor of the row.</param>
    /// <param name="row">2n, overwritten.</param>
    internal static void WritePrincipal<T>(Circuit<T> circuit, int i, ReadOnlySpan<T> y, T a, T recurrent, T rate, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = circuit.Units;
        T s = T.Sqrt(a);
        bool shut = circuit.Kind == CircuitKind.RectifiedOutput && !(recurrent > T.Zero);
        row.Clear();
        if (circuit.Recurrent is null)
        {
            // (1 − s) − 1 is −s: written so, a small s keeps its digits.
            bool open = circuit.Kind == CircuitKind.Main || y[i] > T.Zero;
            row[i] = open ? -s * rate : -rate;
        }
        else
        {
            if (!shut) TensorPrimitives.Multiply(circuit.Recurrent.Values.Slice(i * n, n), (T.One - s) * rate, row[..n]);
            if (circuit.Kind == CircuitKind.RectifiedInput)
            {
                for (int j = 0; j < n; j++) row[j] = y[j] > T.Zero ? row[j] : T.Zero;
            }

            row[i] -= rate;
        }

        row[n + i] = -recurrent / (s + s) * rate;
    }

    /// <summary>What normalizer i feels: of y, then of a.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="i">The normalizer.</param>
    /// <param name="y">All of y.</param>
    /// <param name="a">All of a.</param>
    /// <param name="rate">Factor of the row.</param>
    /// <param name="row">2n, overwritten.</param>
    internal static void WriteNormalizer<T>(Circuit<T> circuit, int i, ReadOnlySpan<T> y, ReadOnlySpan<T> a, T rate, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = circuit.Units;
        bool rectified = circuit.Kind != CircuitKind.Main;
        ReadOnlySpan<T> pool = circuit.Pool.Values.Slice(i * n, n);
        for (int j = 0; j < n; j++)
        {
            T signal = rectified ? T.Max(y[j], T.Zero) : y[j], pull = pool[j] * signal * rate;
            row[j] = (pull + pull) * a[j];
            row[n + j] = pull * signal;
        }

        row[n + i] -= rate;
    }
}
