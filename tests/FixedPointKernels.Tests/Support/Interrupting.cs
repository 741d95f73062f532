using System;
using System.Numerics;
using System.Threading.Tasks;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Rules;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Tests.Support;

/// <summary>Something that happens once, in the middle of a call of the library: users' code runs there, so
/// no luck with timing is needed.</summary>
internal static class Interrupting
{
    [ThreadStatic]
    private static Action? next;

    /// <summary>Runs a call of this thread with something in the middle of it, and says whether it happened.</summary>
    internal static bool Run(Action call, Action inTheMiddle)
    {
        next = inTheMiddle;
        try
        {
            call();
            return next is null;
        }
        finally
        {
            next = null;
        }
    }

    /// <summary>What another thread gets from a call while this one waits for it.</summary>
    internal static Exception? OfAnotherThread(Action call) => Task.Run(() => Xunit.Record.Exception(call)).GetAwaiter().GetResult();

    private static void Happen()
    {
        Action? now = next;
        next = null;
        now?.Invoke();
    }

    /// <summary>tanh.</summary>
    internal readonly struct Activation : IActivation
    {
        public V Value<S, V, T>(V z)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Happen();
            return default(Tanh).Value<S, V, T>(z);
        }

        public V Slope<S, V, T>(V z, V value)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => default(Tanh).Slope<S, V, T>(z, value);
    }

    /// <summary>The Euclidean rule.</summary>
    internal readonly struct LearningRule : ILearningRule
    {
        public static bool UsesAdjoint => true;

        public static ScratchSize Scratch(int batch, int neurons) => ScratchSize.None;

        public void Factors<T>(PackedWeights<T> weights, T rate, RuleBatch<T> batch, Span<T> left, Span<T> right,
            Span<SolveStatus> statuses, Scratch<T> scratch)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Happen();
            default(Euclidean).Factors(weights, rate, batch, left, right, statuses, scratch);
        }
    }

    /// <summary>A rate network's map.</summary>
    internal readonly struct Map(RateMap<double, Dense<double>, Uniform<Tanh>> inner) : IDenseMap<Map, double>
    {
        private readonly RateMap<double, Dense<double>, Uniform<Tanh>> inner = inner;

        public int Size => inner.Size;

        public int DriveSize => inner.DriveSize;

        public int LinearizationSize => inner.LinearizationSize;

        public ScratchSize Scratch(int rows) => inner.Scratch(rows);

        public void Evaluate(
            int rows, ReadOnlySpan<double> states, ReadOnlySpan<double> drives, Span<double> images, Span<double> linearizations,
            Span<double> residuals, Scratch<double> scratch)
        {
            Happen();
            inner.Evaluate(rows, states, drives, images, linearizations, residuals, scratch);
        }

        public static void Relax(
            in Map map, int rows, int steps, double alpha, Span<double> states, ReadOnlySpan<double> drives, Span<double> images,
            Scratch<double> scratch) =>
            RateMap<double, Dense<double>, Uniform<Tanh>>.Relax(map.inner, rows, steps, alpha, states, drives, images, scratch);

        public void Jacobian(ReadOnlySpan<double> linearization, Span<double> jacobian) => inner.Jacobian(linearization, jacobian);

        public void Product(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            inner.Product(rows, linearizations, vectors, products, scratch);

        public void DriveProduct(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            inner.DriveProduct(rows, linearizations, vectors, products, scratch);

        public void TransposedProduct(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch)
        {
            Happen();
            inner.TransposedProduct(rows, linearizations, vectors, products, scratch);
        }
    }
}
