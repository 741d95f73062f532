using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>Whether I − DF at a point is regular to working precision, and the fixed point that it predicts is this one.</summary>
/// <remarks>
/// One LU in double for either element type, of the Jacobian in units of the state, its rows then scaled to at most 1: so that rates or
/// gains of very different size do not count as a singularity. The verdict is Singular where the reciprocal condition is so small that
/// rounding of the entries of a singular matrix could have caused it, and Far where the Newton step from here is more than a hundredth of
/// the state. The memory, N² doubles and N² elements, is allocated when a sample is first tested, or by <see cref="Prepare"/>. A map
/// without a Jacobian, or with one that does not fit into memory, is tested by products: where GMRES removes nine tenths of the residual
/// with a step of at most a hundredth of the state, the point counts as regular, else as far. (A residual that rounding has left beside a
/// singular matrix is not in the range of that matrix, and no short step removes it.)
/// </remarks>
internal sealed class JacobianTest<T>(int size, int linearizationSize, bool factors = true) : IJacobianTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Nearby = 0.01;

    private static readonly double Rounding = double.CreateTruncating(Precision<T>.Epsilon);

    // The share of the residual that GMRES has to remove, and how many products it may take.
    private const double Removed = 0.1;
    private const int MostProducts = 120;

    private Memory? memory;
    private Products? products;

    public void Prepare()
    {
        if (factors) memory ??= new(size, linearizationSize);
        else products ??= new(size, linearizationSize);
    }

    public JacobianFinding Of<TMap>(
        in TMap map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> given, ReadOnlySpan<T> residuals,
        SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if (!factors) return ByProducts(map, state, drive, given, residuals, report, scratch);
        int n = size;
        Prepare();
        Span<T> narrow = memory!.Jacobian.Span;
        Span<double> matrix = memory.Matrix.Span, step = memory.Step.Span;
        if (TMap.LinearizationIsGiven) given.CopyTo(memory.Linearization.Span);
        map.Evaluate(1, state, drive, memory.Image.Span, memory.Linearization.Span, memory.Residual, scratch);
        TMap.WriteJacobian(map, memory.Linearization.Span, narrow);
        report.Evaluations++;
        report.Factorizations++;

        TensorPrimitives.ConvertTruncating<T, double>(narrow, matrix);
        TensorPrimitives.ConvertTruncating<T, double>(residuals, step);
        if (TMap.JacobianForm == Transpose.Yes) Turn(n, matrix);
        Units(state, memory.Units);
        for (int i = 0; i < n; i++)
        {
            Span<double> row = matrix.Slice(i * n, n);
            TensorPrimitives.Multiply(row, memory.Units, row);
            double largest = MaxNorm.Of<double>(row);
            if (!(largest > 0 && double.IsFinite(largest))) return JacobianFinding.Singular;
            TensorPrimitives.Divide(row, largest, row);
            step[i] /= largest;
        }

        double norm = Lu.OneNorm<double>(n, matrix, n, memory.Scratch.Scratch);
        if (Lu.Factor(n, matrix, n, memory.Pivots, memory.Scratch.Scratch) >= 0) return JacobianFinding.Singular;
        double reciprocal = Lu.ReciprocalCondition(n, matrix, n, memory.Pivots, norm, memory.Scratch.Scratch);
        if (!(reciprocal >= 4 * Math.Max(Rounding, n * (double.BitIncrement(1) - 1)))) return JacobianFinding.Singular;
        Lu.Solve(Transpose.No, n, matrix, n, memory.Pivots, step);
        TensorPrimitives.Multiply(step, memory.Units, step);
        double far = MaxNorm.Of<double>(step);
        return far <= Nearby * double.CreateTruncating(MaxNorm.Of(state)) ? JacobianFinding.Regular : JacobianFinding.Far;
    }

    private JacobianFinding ByProducts<TMap>(
        in TMap map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> given, ReadOnlySpan<T> residuals,
        SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        products ??= new(size, linearizationSize);
        Span<T> step = products.Step.Span;
        if (TMap.LinearizationIsGiven) given.CopyTo(products.Linearization.Span);
        map.Evaluate(1, state, drive, step, products.Linearization.Span, products.Residual, scratch);
        double norm = Math.Sqrt(double.CreateTruncating(Dot.Product(residuals, residuals)));
        double left =
            products.Krylov.Solve(map, products.Linearization.Span, residuals, step, Removed * norm, MostProducts, out int made, scratch);
        report.Evaluations += 1 + made;
        bool near = double.CreateTruncating(MaxNorm.Of<T>(step)) <= Nearby * double.CreateTruncating(MaxNorm.Of(state));
        return left <= Removed * norm && near ? JacobianFinding.Regular : JacobianFinding.Far;
    }

    // |sⱼ|, for a silent component what rounding leaves beside the largest.
    private static void Units(ReadOnlySpan<T> state, double[] units)
    {
        double least = Rounding * double.CreateTruncating(MaxNorm.Of(state));
        for (int j = 0; j < units.Length; j++) units[j] = Math.Max(double.CreateTruncating(T.Abs(state[j])), least > 0 ? least : 1);
    }

    private static void Turn(int n, Span<double> matrix)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++) (matrix[(i * n) + j], matrix[(j * n) + i]) = (matrix[(j * n) + i], matrix[(i * n) + j]);
        }
    }

    private sealed class Products(int n, int linearizationSize)
    {
        internal AlignedBuffer<T> Step { get; } = new(n);

        internal AlignedBuffer<T> Linearization { get; } = new(linearizationSize);

        internal T[] Residual { get; } = new T[1];

        internal KrylovSolver<T> Krylov { get; } = new(n);
    }

    private sealed class Memory(int n, int linearizationSize)
    {
        internal AlignedBuffer<T> Jacobian { get; } = new(checked(n * n));

        internal AlignedBuffer<T> Image { get; } = new(n);

        internal AlignedBuffer<T> Linearization { get; } = new(linearizationSize);

        internal T[] Residual { get; } = new T[1];

        internal AlignedBuffer<double> Matrix { get; } = new(checked(n * n));

        internal AlignedBuffer<double> Step { get; } = new(n);

        internal double[] Units { get; } = new double[n];

        internal int[] Pivots { get; } = new int[n];

        internal AlignedBuffer<double> Scratch { get; } =
            ScratchSize.Max(Lu.FactorScratch<double>(n),
                ScratchSize.Max(Lu.OneNormScratch<double>(n), Lu.ReciprocalConditionScratch<double>(n))).Allocate<double>();
    }
}
