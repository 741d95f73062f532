using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>
/// Anderson acceleration: s ← F(s) − Σ γⱼ ΔGⱼ with γ the least-squares fit of the residual f = F(s) − s by its last m changes ΔFⱼ.
/// </summary>
/// <remarks>
/// The fit is solved by its normal equations (ΔFᵀΔF + ρ·max diag·I) γ = ΔFᵀ f, m ≤ 20, in double; one step costs 2m dot products and
/// m axpys of length N beside the product of N². The window starts anew from the best state, with a smaller first step each time, when
/// the residual outgrows the best by a factor. Source: D. G. Anderson, "Iterative procedures for nonlinear integral equations", 1965;
/// H. F. Walker, P. Ni, "Anderson acceleration for fixed-point iterations", 2011 (the type-II form).
/// </remarks>
internal readonly struct AndersonSteps<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int size;
    private readonly int window;
    private readonly int limit;
    private readonly double regularization;
    private readonly T restartGrowth;
    private readonly Progress<T> progress;
    private readonly AlignedBuffer<T> residualChanges;
    private readonly AlignedBuffer<T> imageChanges;
    private readonly AlignedBuffer<T> lastResiduals;
    private readonly AlignedBuffer<T> lastImages;
    private readonly double[] grams;

    // Not on the stack: the runtime optimizes a method with stack memory beside a loop at once, 11 ms of a first call.
    private readonly double[] gamma;
    private readonly double[] factor;

    private readonly int[] counts;
    private readonly int[] restarts;

    internal AndersonSteps(int capacity, int size, int window, double regularization, double restartGrowth, int limit)
    {
        this.size = size;
        this.window = window;
        this.limit = limit;
        this.regularization = regularization;
        this.restartGrowth = T.CreateSaturating(restartGrowth);
        progress = new(capacity);
        residualChanges = new(checked(capacity * window * size));
        imageChanges = new(checked(capacity * window * size));
        lastResiduals = new(checked(capacity * size));
        lastImages = new(checked(capacity * size));
        grams = new double[checked(capacity * window * window)];
        gamma = new double[window];
        factor = new double[window * window];
        counts = new int[capacity];
        restarts = new int[capacity];
    }

    public bool NeedsLinearization => false;

    public bool AnyPointCounts => true;

    internal static ScratchSize Scratch(int size) => ScratchSize.Of(size);

    public void Start(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        counts[home] = 0;
        restarts[home] = 0;
        progress.Start(home, slots.Step[row]);
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if (slots.Residual[row] <= slots.Tolerance[row]) return SolveStatus.Converged;
        return Verdict(slots, row, slots.Step[row]);
    }

    /// <summary>Unsolved, or how a sample ends that is not converged after so many steps of this method.</summary>
    internal SolveStatus Verdict(Slots<T> slots, int row, int steps)
    {
        if (steps > limit) return SolveStatus.StepLimit;
        SolveStatus verdict = progress.Judge(slots, row);
        return verdict == SolveStatus.Diverged ? Recover(slots, row) : verdict;
    }

    // A window that ran away is started anew from the best state, with a shorter first step.
    public SolveStatus Recover(Slots<T> slots, int row) =>
        restarts[slots.Home[row]] < MaxRestarts ? SolveStatus.Unsolved : SolveStatus.Diverged;

    public SolveStatus Refuse(Slots<T> slots, int row, bool singular) => singular ? SolveStatus.Singular : SolveStatus.Unsolved;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        for (int row = 0; row < slots.Active; row++) AdvanceRow(slots, row, scratch);
    }

    // Each restart halves the first step, so eight of them end at 1/256: below that the point is not attracting at any damping.
    internal const int MaxRestarts = 8;

    internal int Restarts(int home) => restarts[home];

    internal void AdvanceRow(Slots<T> slots, int row, Scratch<T> scratch)
    {
        int home = slots.Home[row];
        Span<T> state = slots.State(row);
        T residual = slots.Residual[row];
        if (!(residual <= restartGrowth * slots.BestResidual[row]) && restarts[home] < MaxRestarts)
        {
            restarts[home]++;
            counts[home] = 0;
            slots.BestState(row).CopyTo(state);
            return;
        }

        ReadOnlySpan<T> image = slots.Image(row);
        scratch.Take(size, out Span<T> f);
        StateUpdates.Subtract(image, state, f);
        int count = counts[home];
        if (count == 0)
        {
            // The first step of a window: damped by half for every restart that led here.
            T damping = T.ScaleB(T.One, -restarts[home]);
            StateUpdates.AddScaled(state, damping, f, state);
        }
        else
        {
            int newest = (count - 1) % window;
            StateUpdates.Subtract(f, LastResidual(home), ResidualChange(home, newest));
            StateUpdates.Subtract(image, LastImage(home), ImageChange(home, newest));
            int columns = Math.Min(count, window);
            Extend(home, newest, columns);
            Fit(home, columns, f);
            image.CopyTo(state);
            for (int j = 0; j < columns; j++) Axpy.Add(T.CreateTruncating(-gamma[j]), ImageChange(home, j), state);
        }

        f.CopyTo(LastResidual(home));
        image.CopyTo(LastImage(home));
        counts[home] = count + 1;
    }

    // The Gram matrix ΔFᵀΔF changes in the newest row and column only.
    private void Extend(int home, int newest, int columns)
    {
        Span<double> gram = Gram(home);
        for (int j = 0; j < columns; j++)
        {
            double dot = double.CreateTruncating(Dot.Product<T>(ResidualChange(home, newest), ResidualChange(home, j)));
            gram[(newest * window) + j] = dot;
            gram[(j * window) + newest] = dot;
        }
    }

    // (Gram + ρ·max diag·I) γ = ΔFᵀ f by Cholesky; a pivot that is not positive drops its column.
    private void Fit(int home, int columns, ReadOnlySpan<T> f)
    {
        ReadOnlySpan<double> gram = Gram(home);
        double largest = 0;
        for (int j = 0; j < columns; j++)
        {
            largest = Math.Max(largest, gram[(j * window) + j]);
            gamma[j] = double.CreateTruncating(Dot.Product(ResidualChange(home, j), f));
        }

        double shift = regularization * largest;
        for (int j = 0; j < columns; j++)
        {
            for (int i = j; i < columns; i++)
            {
                double sum = gram[(i * window) + j] + (i == j ? shift : 0);
                for (int k = 0; k < j; k++) sum -= factor[(i * window) + k] * factor[(j * window) + k];
                double pivot = factor[(j * window) + j];
                factor[(i * window) + j] = i == j ? (sum > 0 ? Math.Sqrt(sum) : 0) : (pivot > 0 ? sum / pivot : 0);
            }
        }

        for (int j = 0; j < columns; j++)
        {
            for (int k = 0; k < j; k++) gamma[j] -= factor[(j * window) + k] * gamma[k];
            double pivot = factor[(j * window) + j];
            gamma[j] = pivot > 0 ? gamma[j] / pivot : 0;
        }

        for (int j = columns - 1; j >= 0; j--)
        {
            for (int k = j + 1; k < columns; k++) gamma[j] -= factor[(k * window) + j] * gamma[k];
            double pivot = factor[(j * window) + j];
            gamma[j] = pivot > 0 ? gamma[j] / pivot : 0;
        }
    }

    private Span<double> Gram(int home) => grams.AsSpan(home * window * window, window * window);

    private Span<T> ResidualChange(int home, int column) => residualChanges.Span.Slice(((home * window) + column) * size, size);

    private Span<T> ImageChange(int home, int column) => imageChanges.Span.Slice(((home * window) + column) * size, size);

    private Span<T> LastResidual(int home) => lastResiduals.Span.Slice(home * size, size);

    private Span<T> LastImage(int home) => lastImages.Span.Slice(home * size, size);
}
