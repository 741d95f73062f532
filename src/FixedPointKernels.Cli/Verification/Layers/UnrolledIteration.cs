using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Cli.Verification;

/// <summary>What the published layer computes: so many steps of its iteration, and the gradient through each of them, which is not that of
/// the fixed point. For files of such values only; whoever trains takes the point and its adjoint.</summary>
/// <remarks>
/// Forward: a₀ = f + W (Wr q)², y₀ = Wr q / √a₀; then (I − D(1 − √aₖ) Wr) yₖ₊₁ = q, aₖ₊₁ = f + W (aₖ∘yₖ₊₁²), with f = (σ b₀)² + ε and
/// q = b∘z. Back through step k, h = Wᵀ ā: ȳ += 2 aₖ∘y∘h, λ = A⁻ᵀ ȳ, q̄ += λ, W̄r += ((1 − √aₖ)∘λ) yᵀ, ā ← y²∘h − λ∘(Wr y)/(2√aₖ).
/// Source: S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024, algorithm 1.
/// </remarks>
internal sealed class UnrolledIteration<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LayerCase one;
    private readonly int n;
    private readonly T[] pool;
    private readonly T[] recurrent;
    private readonly T[] floor;
    private readonly T[] floorSlopes;
    private readonly List<(T[] A, T[] Y, T[] Lu, int[] Pivots)> tape = [];
    private readonly Dictionary<string, T[]> sums = [];

    private UnrolledIteration(LayerCase one)
    {
        (this.one, n) = (one, one.Units);
        pool = Array.ConvertAll(LayerComputation.Narrow<T>(one.Given[LayerCase.Pool]), T.Exp);
        recurrent = LayerComputation.Narrow<T>(one.Given[LayerCase.Recurrent]);
        (floor, floorSlopes) = (new T[n], new T[n]);
        T[] beta = LayerComputation.Narrow<T>(one.Given[LayerCase.Floor]);
        for (int i = 0; i < n; i++)
        {
            T b0 = Logistic(beta[i]), root = T.CreateTruncating(one.Semisaturation) * b0;
            floor[i] = (root * root) + T.CreateTruncating(1e-10);
            floorSlopes[i] = (T.One + T.One) * root * root * (T.One - b0);
        }

        foreach ((string name, double[] values) in one.Given) sums[name] = new T[values.Length];
    }

    /// <summary>All quantities.</summary>
    internal static Dictionary<string, double[]> Of(LayerCase one, int steps)
    {
        UnrolledIteration<T> iteration = new(one);
        int rows = one.X.Length / one.Inputs;
        List<T> y = [], a = [], rates = [];
        double loss = 0;
        for (int row = 0; row < rows; row++)
        {
            (T[] lastY, T[] lastA) = iteration.Row(row, steps);
            y.AddRange(lastY);
            a.AddRange(lastA);
            for (int i = 0; i < one.Units; i++)
            {
                T rate = T.Max(lastY[i], T.Zero) * T.Max(lastY[i], T.Zero);
                rates.Add(rate);
                loss += double.CreateTruncating(rate) * one.Errors[(row * one.Units) + i];
            }
        }

        Dictionary<string, double[]> found = new()
        {
            ["layer.y"] = LayerComputation.Widen([.. y]), ["layer.a"] = LayerComputation.Widen([.. a]),
            ["layer.out"] = LayerComputation.Widen([.. rates]), ["layer.loss"] = [loss],
        };
        foreach ((string name, T[] sum) in iteration.sums) found[$"layer.grads.{name}"] = LayerComputation.Widen(sum);
        return found;
    }

    private (T[] Y, T[] A) Row(int row, int steps)
    {
        int m = one.Inputs;
        T[] x = LayerComputation.Narrow<T>(one.X[(row * m)..((row + 1) * m)]);
        T[] z = Product(LayerComputation.Narrow<T>(one.Given[LayerCase.Drive]), x), q = new T[n];
        T[] b = Array.ConvertAll(Product(LayerComputation.Narrow<T>(one.Given[LayerCase.Gain]), x), Logistic);
        T length = T.Sqrt(Dot.Product<T>(z, z));
        for (int i = 0; i < n; i++) (z[i], q[i]) = (z[i] / length, b[i] * z[i] / length);
        T[] first = Product(recurrent, q), a = Pool(new T[n], first, isStart: true), y = [.. first];
        for (int i = 0; i < n; i++) y[i] /= T.Sqrt(a[i]);
        tape.Clear();
        for (int k = 0; k < steps; k++)
        {
            T[] held = a;
            (y, T[] lu, int[] pivots) = Solve(held, q);
            a = Pool(held, y, isStart: false);
            tape.Add((held, y, lu, pivots));
        }

        T[] ofQ = Back(row, y, first, q);
        Chain(x, z, b, length, ofQ);
        return (y, a);
    }

    private (T[] Y, T[] Lu, int[] Pivots) Solve(T[] a, T[] q)
    {
        T[] system = new T[n * n], y = [.. q];
        int[] pivots = new int[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                system[(i * n) + j] = (i == j ? T.One : T.Zero) - ((T.One - T.Sqrt(a[i])) * recurrent[(i * n) + j]);
        }

        Lu.Factor<T>(n, system, n, pivots, Lu.FactorScratch<T>(n).Allocate<T>().Scratch);
        Lu.Solve<T>(Transpose.No, n, system, n, pivots, y);
        return (y, system, pivots);
    }

    // ∂L/∂q; the sums of W, Wr and the floor grow.
    private T[] Back(int row, T[] last, T[] first, T[] q)
    {
        T[] ofQ = new T[n], ofA = new T[n], ofY = new T[n];
        for (int i = 0; i < n; i++)
            ofY[i] = (T.One + T.One) * T.Max(last[i], T.Zero) * T.CreateTruncating(one.Errors[(row * n) + i]);
        for (int k = tape.Count - 1; k >= 0; k--)
        {
            (T[] a, T[] y, T[] lu, int[] pivots) = tape[k];
            T[] h = Pooled(ofA, i => a[i] * y[i] * y[i]), inner = Product(recurrent, y);
            for (int i = 0; i < n; i++) ofY[i] += (T.One + T.One) * a[i] * y[i] * h[i];
            Lu.Solve<T>(Transpose.Yes, n, lu, n, pivots, ofY);
            for (int i = 0; i < n; i++)
            {
                T s = T.Sqrt(a[i]), gate = (T.One - s) * ofY[i];
                ofQ[i] += ofY[i];
                for (int j = 0; j < n; j++) sums[LayerCase.Recurrent][(i * n) + j] += gate * y[j];
                ofA[i] = (y[i] * y[i] * h[i]) - (ofY[i] * inner[i] / (s + s));
            }

            Array.Clear(ofY);
        }

        // y₀ is only where the iteration begins: all that comes later reads of it is a₀ = f + W (Wr q)².
        T[] back = Pooled(ofA, i => first[i] * first[i]);
        for (int i = 0; i < n; i++)
        {
            T slope = (T.One + T.One) * first[i] * back[i];
            for (int j = 0; j < n; j++)
            {
                ofQ[j] += recurrent[(i * n) + j] * slope;
                sums[LayerCase.Recurrent][(i * n) + j] += slope * q[j];
            }
        }

        return ofQ;
    }

    // Wᵀ ofA; the sums of ln W and of the floor grow.
    private T[] Pooled(T[] ofA, Func<int, T> signal)
    {
        T[] h = new T[n];
        for (int i = 0; i < n; i++)
        {
            sums[LayerCase.Floor][i] += ofA[i] * floorSlopes[i];
            for (int j = 0; j < n; j++)
            {
                h[j] += pool[(i * n) + j] * ofA[i];
                sums[LayerCase.Pool][(i * n) + j] += ofA[i] * signal(j) * pool[(i * n) + j];
            }
        }

        return h;
    }

    private void Chain(T[] x, T[] z, T[] b, T length, T[] ofQ)
    {
        T along = T.Zero;
        for (int i = 0; i < n; i++) along += z[i] * ofQ[i] * b[i];
        for (int i = 0; i < n; i++)
        {
            T ofDirection = ((ofQ[i] * b[i]) - (z[i] * along)) / length, ofGain = ofQ[i] * z[i] * b[i] * (T.One - b[i]);
            for (int j = 0; j < x.Length; j++)
            {
                sums[LayerCase.Drive][(i * x.Length) + j] += ofDirection * x[j];
                sums[LayerCase.Gain][(i * x.Length) + j] += ofGain * x[j];
            }
        }
    }

    private T[] Pool(T[] a, T[] y, bool isStart)
    {
        T[] signals = new T[n];
        for (int j = 0; j < n; j++) signals[j] = (isStart ? T.One : a[j]) * y[j] * y[j];
        T[] next = Product(pool, signals);
        for (int i = 0; i < n; i++) next[i] += floor[i];
        return next;
    }

    private T[] Product(T[] matrix, T[] vector)
    {
        T[] product = new T[n];
        for (int i = 0; i < n; i++) product[i] = Dot.Product<T>(matrix.AsSpan(i * vector.Length, vector.Length), vector);
        return product;
    }

    private static T Logistic(T x) => T.One / (T.One + T.Exp(-x));
}
