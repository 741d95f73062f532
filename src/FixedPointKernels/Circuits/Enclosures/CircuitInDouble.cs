using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Circuits;

/// <summary>Residuals of a circuit in float and of its adjoint, evaluated in double: with the rounding of that, upper bounds of the exact
/// ones.</summary>
/// <remarks>
/// Two products in double cost 3 µs at n = 120, the same sums in float with twice the digits 86 µs. Products of two floats are exact, of
/// three rounded once; a sum of n products is within n u Σ|Wᵢⱼ vⱼ|, u = 2⁻⁵³. What is below adds that, some u of each other term, and
/// doubles it for what is of second order and for row sums that were themselves taken in float. No square or cube of floats leaves the
/// range of double.
/// </remarks>
internal static class CircuitInDouble<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Twice 2⁻⁵³.
    private const double Unit = 2.220446049250313e-16;

    /// <summary>Whether there is such an evaluation: of float.</summary>
    internal static bool Exists => typeof(T) == typeof(float);

    /// <summary>Of one row: four vectors of n doubles.</summary>
    internal static ScratchSize Scratch(Circuit<T> circuit)
    {
        ScratchSize n = ScratchSize.Of(Exists ? 2 * circuit.Units : 0);
        return n + n + n + n;
    }

    /// <summary>At least max|F(s) − s| in exact arithmetic; not finite where that is not.</summary>
    internal static T Residual(Circuit<T> circuit, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Scratch<T> scratch)
    {
        int n = circuit.Units;
        bool rectified = circuit.Kind != CircuitKind.Main;
        Take(Take(Take(Take(scratch, n, out Span<double> signal), n, out Span<double> pool), n, out Span<double> recurrent), n,
            out Span<double> normalizer);
        double largestA = 0, largestSignal = 0, largestPool = 0;
        for (int j = 0; j < n; j++)
        {
            double y = Wide(state[j]), a = Wide(state[n + j]), open = rectified ? Math.Max(y, 0) : y;
            signal[j] = circuit.Kind == CircuitKind.RectifiedInput ? open : y;
            pool[j] = open * open * a;
            largestA = Math.Max(largestA, a);
            largestSignal = Math.Max(largestSignal, Math.Abs(signal[j]));
            largestPool = Math.Max(largestPool, Math.Abs(pool[j]));
        }

        double ofRecurrent = Multiply(circuit.Recurrent, Transpose.No, signal, largestSignal, recurrent);
        double ofPool = Multiply(circuit.Pool, Transpose.No, pool, largestPool, normalizer);
        double worst = 0, terms = largestA;
        for (int i = 0; i < n; i++)
        {
            double y = Wide(state[i]), a = Wide(state[n + i]), given = Wide(circuit.Gains[i]) * Wide(drive[i]), floor = Wide(circuit.Floor[i]);
            double through = circuit.Kind == CircuitKind.RectifiedOutput ? Math.Max(recurrent[i], 0) : recurrent[i];
            double ofY = given + ((1 - Math.Sqrt(a)) * through) - y, ofA = floor + normalizer[i] - a;
            worst = Math.Max(worst, Math.Max(Math.Abs(ofY), Math.Abs(ofA)));
            terms = Math.Max(terms, Math.Max(Math.Abs(y) + Math.Abs(given), floor));
        }

        double error = (ofRecurrent * (1 + Math.Sqrt(largestA))) + ofPool + (8 * terms);
        return Above(worst + (Unit * error));
    }

    /// <summary>At least max|e + DFᵀ(p, q) − (p, q)| in exact arithmetic, of the linearization as it is stored.</summary>
    internal static T TransposedResidual(
        Circuit<T> circuit, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch)
    {
        int n = circuit.Units;
        bool rectified = circuit.Kind != CircuitKind.Main;
        Take(Take(Take(Take(scratch, n, out Span<double> gated), n, out Span<double> q), n, out Span<double> back), n,
            out Span<double> pooled);
        double largestGated = 0, largestQ = 0, terms = 0, slopes = 0;
        for (int i = 0; i < n; i++)
        {
            double p = Wide(vector[i]);
            bool shut = circuit.Kind == CircuitKind.RectifiedOutput && !(linearization[(2 * n) + i] > T.Zero);
            gated[i] = shut ? 0 : (1 - Math.Sqrt(Wide(linearization[n + i]))) * p;
            q[i] = Wide(vector[n + i]);
            largestGated = Math.Max(largestGated, Math.Abs(p) * (1 + Math.Sqrt(Wide(linearization[n + i]))));
            largestQ = Math.Max(largestQ, Math.Abs(q[i]));
        }

        double ofBack = Multiply(circuit.Recurrent, Transpose.Yes, gated, largestGated, back);
        double ofPooled = Multiply(circuit.Pool, Transpose.Yes, q, largestQ, pooled), worst = 0;
        for (int j = 0; j < n; j++)
        {
            double y = Wide(linearization[j]), a = Wide(linearization[n + j]), recurrent = Wide(linearization[(2 * n) + j]);
            double signal = rectified ? Math.Max(y, 0) : y, through = circuit.Kind == CircuitKind.RectifiedInput && !(y > 0) ? 0 : back[j];
            double p = Wide(vector[j]), ofP = Wide(addend[j]), ofQ = Wide(addend[n + j]), slope = 2 * a * signal, energy = signal * signal;
            double held = recurrent / (2 * Math.Sqrt(a)) * p;
            double ofY = through + (slope * pooled[j]) + ofP - p, ofA = (energy * pooled[j]) - held + ofQ - q[j];
            worst = Math.Max(worst, Math.Max(Math.Abs(ofY), Math.Abs(ofA)));
            slopes = Math.Max(slopes, Math.Max(Math.Abs(slope), energy));
            terms = Math.Max(terms, Math.Max(Math.Abs(ofP) + Math.Abs(p), Math.Abs(ofQ) + Math.Abs(q[j]) + Math.Abs(held)));
        }

        return Above(worst + (Unit * (ofBack + (slopes * ofPooled) + (8 * terms))));
    }

    // result ← W v or Wᵀ v, of I the vector itself; returned is (n + 8) times the largest Σ|Wᵢⱼ vⱼ| there can be, which n + 8 roundings of
    // half a unit each stay below: n of the sum, the rest of v and of what the product is multiplied by.
    private static double Multiply(
        PackedWeights<T>? weights, Transpose form, ReadOnlySpan<double> vector, double largest, Span<double> result)
    {
        int n = vector.Length;
        if (weights is null)
        {
            vector.CopyTo(result);
            return 8 * largest;
        }

        Gemv.Multiply(form, n, n, 1, weights.InDouble, n, vector, 0, result);
        ProductRounding<T> rounding = form == Transpose.No ? weights.Rounding : weights.RoundingTransposed;
        return (n + 8) * (Wide(rounding.Size) * n) * largest;
    }

    private static Scratch<T> Take(Scratch<T> scratch, int count, out Span<double> taken)
    {
        Scratch<T> rest = scratch.Take(2 * count, out Span<T> raw);
        taken = MemoryMarshal.Cast<T, double>(raw);
        return rest;
    }

    private static double Wide(T value) => double.CreateTruncating(value);

    private static T Above(double value) => T.BitIncrement(T.CreateTruncating(value));
}
