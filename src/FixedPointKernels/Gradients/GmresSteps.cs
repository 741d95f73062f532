using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Gradients;

/// <summary>GMRES with restarts for an affine map u = e + B u, all rows side by side, preconditioned from the right by one shared inverse.</summary>
/// <remarks>
/// Each step evaluates the map at P vⱼ of every row, which gives A P vⱼ = P vⱼ − F(P vⱼ) + e, A = I − B; the Krylov bases are the
/// rows' own, the preconditioner is the batch's. A cycle ends when the estimated residual is half the tolerance, and the point is then
/// evaluated for what it is. Source: Y. Saad, M. H. Schultz, "GMRES", 1986.
/// </remarks>
internal readonly struct GmresSteps<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Cycle = 20;
    private const int MaxCycles = 5;

    private readonly int size;
    private readonly SharedInverse<T> inverse;
    private readonly AlignedBuffer<T> bases;
    private readonly AlignedBuffer<T> centres;
    private readonly double[] triangles;
    private readonly double[] rotations;
    private readonly int[] columns;
    private readonly int[] cycles;

    internal GmresSteps(int capacity, int size)
    {
        this.size = size;
        inverse = new(size);
        bases = new(checked(capacity * (Cycle + 1) * size));
        centres = new(checked(capacity * size));
        triangles = new double[capacity * (Cycle + 1) * Cycle];
        rotations = new double[capacity * 3 * (Cycle + 1)];
        columns = new int[capacity];
        cycles = new int[capacity];
    }

    public bool NeedsLinearization => true;

    public bool AnyPointCounts => true;

    internal static ScratchSize Scratch(int capacity, int size, int linearizationSize) =>
        ScratchSize.Max(
            ScratchSize.Of(capacity, size) + ScratchSize.Of(capacity, size),
            SharedInverse<T>.RefreshScratch(size, linearizationSize));

    public void Start(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        columns[home] = AtPoint;
        cycles[home] = 0;
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if (slots.Residual[row] <= slots.Tolerance[row]) return SolveStatus.Converged;
        int home = slots.Home[row];
        return columns[home] == AtPoint && cycles[home] >= MaxCycles ? SolveStatus.Stalled : SolveStatus.Unsolved;
    }

    public SolveStatus Recover(Slots<T> slots, int row) => SolveStatus.Diverged;

    public SolveStatus Refuse(Slots<T> slots, int row, bool singular) => singular ? SolveStatus.Singular : SolveStatus.Unsolved;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        // Once a call, at the mean of the rows that are active first.
        if (report.Factorizations == 0) inverse.Refresh(map, slots, report, scratch);
        int active = slots.Active;
        scratch.Take(active, size, out Span<T> vectors).Take(active, size, out Span<T> preconditioned);
        for (int row = 0; row < active; row++) Extend(slots, row, vectors.Slice(row * size, size));
        if (inverse.Usable) inverse.Apply(active, vectors, T.Zero, preconditioned);
        else vectors.CopyTo(preconditioned);
        for (int row = 0; row < active; row++)
        {
            ReadOnlySpan<T> step = preconditioned.Slice(row * size, size);
            if (columns[slots.Home[row]] == AtPoint) StateUpdates.AddScaled(Centre(slots.Home[row]), T.One, step, slots.State(row));
            else step.CopyTo(slots.State(row));
        }
    }

    // The row's state is a point u, not a Krylov vector.
    private const int AtPoint = -1;

    // Writes the vector to be preconditioned next: the newest basis vector, or, when the cycle ends, the combination Σ yⱼ vⱼ.
    private void Extend(Slots<T> slots, int row, Span<T> next)
    {
        int home = slots.Home[row];
        if (columns[home] == AtPoint)
        {
            slots.State(row).CopyTo(Centre(home));
            StateUpdates.Subtract(slots.Image(row), slots.State(row), next);
            double norm = Math.Sqrt(double.CreateTruncating(Dot.Product<T>(next, next)));
            Rotations(home).Clear();
            RightSide(home)[0] = norm;
            Scale(norm > 0 ? 1 / norm : 0, next, Basis(home, 0));
            Basis(home, 0).CopyTo(next);
            columns[home] = 0;
            return;
        }

        int j = columns[home];
        StateUpdates.Subtract(slots.State(row), slots.Image(row), next);
        Axpy.Add(T.One, slots.Drive(row)[..size], next);
        Span<double> column = Triangle(home).Slice(j * (Cycle + 1), Cycle + 1);
        for (int i = 0; i <= j; i++)
        {
            T dot = Dot.Product<T>(Basis(home, i), next);
            column[i] = double.CreateTruncating(dot);
            Axpy.Add(-dot, Basis(home, i), next);
        }

        double length = Math.Sqrt(double.CreateTruncating(Dot.Product<T>(next, next)));
        column[j + 1] = length;
        double estimate = Rotate(home, j);
        bool done = !(length > 0) || j + 1 == Cycle || estimate <= 0.5 * double.CreateTruncating(slots.Tolerance[row]);
        if (!done)
        {
            Scale(1 / length, next, Basis(home, j + 1));
            Basis(home, j + 1).CopyTo(next);
            columns[home] = j + 1;
            return;
        }

        Combine(home, j + 1, next);
        columns[home] = AtPoint;
        cycles[home]++;
    }

    // Givens rotations keep the Hessenberg matrix triangular; the last entry of the rotated right side is the residual's 2-norm.
    private double Rotate(int home, int j)
    {
        Span<double> column = Triangle(home).Slice(j * (Cycle + 1), Cycle + 1);
        Span<double> cosines = Rotations(home)[..(Cycle + 1)];
        Span<double> sines = Rotations(home).Slice(Cycle + 1, Cycle + 1);
        Span<double> right = RightSide(home);
        for (int i = 0; i < j; i++)
        {
            double upper = (cosines[i] * column[i]) + (sines[i] * column[i + 1]);
            column[i + 1] = (cosines[i] * column[i + 1]) - (sines[i] * column[i]);
            column[i] = upper;
        }

        double radius = Math.Sqrt((column[j] * column[j]) + (column[j + 1] * column[j + 1]));
        cosines[j] = radius > 0 ? column[j] / radius : 1;
        sines[j] = radius > 0 ? column[j + 1] / radius : 0;
        column[j] = radius;
        right[j + 1] = -sines[j] * right[j];
        right[j] *= cosines[j];
        return Math.Abs(right[j + 1]);
    }

    private void Combine(int home, int count, Span<T> result)
    {
        ReadOnlySpan<double> triangle = Triangle(home);
        Span<double> y = stackalloc double[Cycle];
        for (int i = count - 1; i >= 0; i--)
        {
            double sum = RightSide(home)[i];
            for (int k = i + 1; k < count; k++) sum -= triangle[(k * (Cycle + 1)) + i] * y[k];
            double pivot = triangle[(i * (Cycle + 1)) + i];
            y[i] = pivot != 0 ? sum / pivot : 0;
        }

        result.Clear();
        for (int i = 0; i < count; i++) Axpy.Add(T.CreateTruncating(y[i]), Basis(home, i), result);
    }

    private static void Scale(double factor, ReadOnlySpan<T> vector, Span<T> result) =>
        System.Numerics.Tensors.TensorPrimitives.Multiply(vector, T.CreateTruncating(factor), result);

    private Span<T> Basis(int home, int j) => bases.Span.Slice(((home * (Cycle + 1)) + j) * size, size);

    private Span<T> Centre(int home) => centres.Span.Slice(home * size, size);

    private Span<double> Triangle(int home) => triangles.AsSpan(home * (Cycle + 1) * Cycle, (Cycle + 1) * Cycle);

    private Span<double> Rotations(int home) => rotations.AsSpan(home * 3 * (Cycle + 1), 3 * (Cycle + 1));

    private Span<double> RightSide(int home) => Rotations(home)[(2 * (Cycle + 1))..];
}
