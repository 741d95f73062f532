using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Gradients;

/// <summary>GMRES with restarts for an affine map u = e + B u, all rows side by side, preconditioned from the right by one shared inverse
/// where the map writes a Jacobian.</summary>
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

    // Without a preconditioner, and without LU for what is left: eigenvalues of DF within 0.95 of 0 leave 10⁻¹⁰ after some 450 products.
    private const int MaxPlainCycles = 40;

    private readonly int size;
    private readonly SharedInverse<T>? inverse;
    private readonly AlignedBuffer<T> bases;
    private readonly AlignedBuffer<T> centres;
    private readonly double[] triangles;
    private readonly double[] rotations;
    private readonly int[] columns;
    private readonly int[] cycles;

    /// <param name="capacity">Homes.</param>
    /// <param name="size">Elements of a state.</param>
    /// <param name="preconditioned">Whether there is a Jacobian to make an inverse of.</param>
    internal GmresSteps(int capacity, int size, bool preconditioned)
    {
        this.size = size;
        inverse = preconditioned ? new(size) : null;
        bases = new(checked(capacity * (Cycle + 1) * size));
        centres = new(checked(capacity * size));
        triangles = new double[capacity * ArnoldiLeastSquares.TriangleLength(Cycle)];
        rotations = new double[capacity * ArnoldiLeastSquares.RotationsLength(Cycle)];
        columns = new int[capacity];
        cycles = new int[capacity];
    }

    public bool NeedsLinearization => true;

    public bool AnyPointCounts => true;

    internal static ScratchSize Scratch(int capacity, int size, int linearizationSize, bool preconditioned) =>
        ScratchSize.Max(
            ScratchSize.Of(capacity, size) + ScratchSize.Of(capacity, size),
            preconditioned ? SharedInverse<T>.RefreshScratch(size, linearizationSize) : ScratchSize.None);

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
        return columns[home] == AtPoint && cycles[home] >= (inverse is null ? MaxPlainCycles : MaxCycles)
            ? SolveStatus.Stalled
            : SolveStatus.Unsolved;
    }

    public SolveStatus Recover(Slots<T> slots, int row) => SolveStatus.Diverged;

    public SolveStatus Refuse(Slots<T> slots, int row, bool singular) => singular ? SolveStatus.Singular : SolveStatus.Unsolved;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        // Once a call, at the mean of the rows that are active first.
        if (inverse is not null && report.Factorizations == 0) inverse.Refresh(map, slots, report, scratch);
        int active = slots.Active;
        bool preconditions = inverse is { Usable: true };
        scratch.Take(active, size, out Span<T> vectors).Take(active, size, out Span<T> preconditioned);
        for (int row = 0; row < active; row++) Extend(slots, row, preconditions ? vectors.Slice(row * size, size) : slots.State(row));
        if (preconditions) inverse!.Apply(active, vectors, T.Zero, preconditioned);
        for (int row = 0; row < active; row++)
        {
            int home = slots.Home[row];
            Span<T> state = slots.State(row), step = preconditions ? preconditioned.Slice(row * size, size) : state;
            slots.IsDirection[row] = columns[home] != AtPoint;
            if (!slots.IsDirection[row]) StateUpdates.AddScaled(Centre(home), T.One, step, state);
            else if (preconditions) step.CopyTo(state);
        }
    }

    // The row's state is a point u, not a Krylov vector.
    private const int AtPoint = -1;

    // Writes the vector to be preconditioned next: the newest basis vector, or, when the cycle ends, the combination Σ yⱼ vⱼ. It may take
    // the place of the state.
    private void Extend(Slots<T> slots, int row, Span<T> next)
    {
        int home = slots.Home[row];
        if (columns[home] == AtPoint)
        {
            slots.State(row).CopyTo(Centre(home));
            StateUpdates.Subtract(slots.Image(row), slots.State(row), next);
            double norm = Math.Sqrt(double.CreateTruncating(Dot.Product<T>(next, next)));
            Small(home).Begin(norm);
            Scale(norm > 0 ? 1 / norm : 0, next, Basis(home, 0));
            Basis(home, 0).CopyTo(next);
            columns[home] = 0;
            return;
        }

        int j = columns[home];
        StateUpdates.Subtract(slots.State(row), slots.Image(row), next);
        Axpy.Add(T.One, slots.Drive(row), next);
        Span<double> column = Small(home).Column(j);
        for (int i = 0; i <= j; i++)
        {
            T dot = Dot.Product<T>(Basis(home, i), next);
            column[i] = double.CreateTruncating(dot);
            Axpy.Add(-dot, Basis(home, i), next);
        }

        double length = Math.Sqrt(double.CreateTruncating(Dot.Product<T>(next, next)));
        column[j + 1] = length;
        double estimate = Small(home).Rotate(j);
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

    private void Combine(int home, int count, Span<T> result)
    {
        Span<double> y = stackalloc double[Cycle];
        Small(home).Solve(count, y);
        result.Clear();
        for (int i = 0; i < count; i++) Axpy.Add(T.CreateTruncating(y[i]), Basis(home, i), result);
    }

    private static void Scale(double factor, ReadOnlySpan<T> vector, Span<T> result) =>
        System.Numerics.Tensors.TensorPrimitives.Multiply(vector, T.CreateTruncating(factor), result);

    private Span<T> Basis(int home, int j) => bases.Span.Slice(((home * (Cycle + 1)) + j) * size, size);

    private Span<T> Centre(int home) => centres.Span.Slice(home * size, size);

    private ArnoldiLeastSquares Small(int home)
    {
        (int triangle, int rotation) = (ArnoldiLeastSquares.TriangleLength(Cycle), ArnoldiLeastSquares.RotationsLength(Cycle));
        return new(triangles.AsSpan(home * triangle, triangle), rotations.AsSpan(home * rotation, rotation), Cycle);
    }
}
