using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>
/// Newton's method on f(s) = F(s) − s: s ← s + t J⁻¹ f, J = I − DF, with t halved until |f|² falls as the linear model promises.
/// </summary>
/// <remarks>
/// One LU per accepted step and sample; every trial of the line search is one evaluation of the loop, so trials of many samples
/// share one product. The sufficient decrease is |f(s + t d)|² ≤ (1 − 2·10⁻⁴ t)|f(s)|². Source: C. T. Kelley, "Solving Nonlinear
/// Equations with Newton's Method", 2003, chapter 1 (Armijo rule).
/// In double the direction is found with float factors where those win (<see cref="SingleFactors"/>), refined with f − J d in double. A
/// sample where that leaves more than 10⁻³ |f| goes on with double factors. (Inexact Newton: Kelley, chapter 3.) Where there is a
/// <see cref="KrylovSolver{T}"/> in place of factors, the direction is GMRES's to a share of |f| that falls with |f| (S. C. Eisenstat, H.
/// F. Walker, "Choosing the forcing terms in an inexact Newton method", 1996); its products count as evaluations.
/// </remarks>
internal readonly struct NewtonSteps<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 2⁻³⁰ of a full step: where even that does not reduce |f| enough, the point is a minimum of |f| that is not a root.
    private const int SearchHalvings = 30;

    // Below the tolerance, a step that reduces the residual neither in full nor at a half or a quarter is limited by rounding.
    internal const int PolishHalvings = 2;

    // Squares: what float factors leave of f − J d is refined down to the tolerance or 10⁻¹² |f|, so that no step more is taken
    // than with double factors, while a refinement, 6 (n = 300) to 14 % (n = 128) of a factorization in double, takes a digit off;
    // and is good enough where 10⁻³ |f| are left.
    private static readonly T Refined = T.CreateTruncating(1e-24);
    private static readonly T WorthRefining = T.CreateTruncating(1e-2);
    private static readonly T Usable = T.CreateTruncating(1e-6);

    private readonly int size;
    private readonly int limit;
    private readonly int maxHalvings;
    private readonly FactorStore<T>? factors;
    private readonly KrylovSolver<T>? krylov;
    private readonly AlignedBuffer<T> bases;
    private readonly AlignedBuffer<T> directions;
    private readonly T[] merits;
    private readonly int[] halvings;
    private readonly int[] accepted;
    private readonly bool[] full;
    private readonly bool[] whole;
    private readonly SolveStatus[] verdicts;

    /// <param name="capacity">Homes.</param>
    /// <param name="size">Elements of a state.</param>
    /// <param name="limit">Most steps.</param>
    /// <param name="factors">Where factors are stored; null takes <paramref name="krylov"/>.</param>
    /// <param name="maxHalvings">Of a step.</param>
    /// <param name="krylov">What solves without factors.</param>
    internal NewtonSteps(
        int capacity, int size, int limit, FactorStore<T>? factors, int maxHalvings = SearchHalvings, KrylovSolver<T>? krylov = null)
    {
        (this.size, this.limit, this.factors, this.maxHalvings, this.krylov) = (size, limit, factors, maxHalvings, krylov);
        bases = new(checked(capacity * size));
        directions = new(checked(capacity * size));
        merits = new T[capacity];
        halvings = new int[capacity];
        accepted = new int[capacity];
        full = new bool[capacity];
        whole = new bool[capacity];
        verdicts = new SolveStatus[capacity];
    }

    public bool NeedsLinearization => true;

    public bool AnyPointCounts => true;

    // What GMRES may leave of |f| at most, and of |f|² for its share of the last step's.
    private const double LooseForcing = 0.1;
    private const double Forcing = 0.9;

    internal static ScratchSize KrylovScratch(int size) => ScratchSize.Of(size);

    internal static ScratchSize Scratch(int size) =>
        ScratchSize.Of(size) + ScratchSize.Of(size) + ScratchSize.Max(Lu.FactorScratch<T>(size), SingleFactors.Scratch<T>(size));

    public void Start(Slots<T> slots, int row) => Start(slots.Home[row]);

    /// <summary>A search begins at the row's next evaluation; with <paramref name="wholeSteps"/> none is
    /// shortened, whatever becomes of |f|.</summary>
    internal void Start(int home, bool wholeSteps = false)
    {
        whole[home] = wholeSteps;
        merits[home] = T.PositiveInfinity;
        halvings[home] = 0;
        accepted[home] = 0;
        full[home] = !SingleFactors.Win<T>(size);
        verdicts[home] = SolveStatus.Unsolved;
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T> =>
        slots.Residual[row] <= slots.Tolerance[row] ? SolveStatus.Converged : verdicts[slots.Home[row]];

    // A trial whose result is not finite has failed: the line search shortens it.
    public SolveStatus Recover(Slots<T> slots, int row) => verdicts[slots.Home[row]];

    public SolveStatus Refuse(Slots<T> slots, int row, bool singular) => singular ? SolveStatus.Singular : SolveStatus.Unsolved;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        for (int row = 0; row < slots.Active; row++) AdvanceRow(map, slots, row, report, scratch);
    }

    /// <summary>The verdict on the sample with this home: Unsolved, or why its search is over.</summary>
    internal SolveStatus Verdict(int home) => verdicts[home];

    internal void AdvanceRow<TMap>(in TMap map, Slots<T> slots, int row, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        int home = slots.Home[row];
        Span<T> state = slots.State(row);
        Span<T> start = bases.Span.Slice(home * size, size);
        Span<T> direction = directions.Span.Slice(home * size, size);
        scratch = scratch.Take(size, out Span<T> f);
        StateUpdates.Subtract(slots.Image(row), state, f);
        T merit = Dot.Product<T>(f, f);
        T step = T.ScaleB(T.One, -halvings[home]);
        T enough = T.One - (T.CreateTruncating(2e-4) * step);
        bool first = T.IsPositiveInfinity(merits[home]);
        if (first || whole[home] ? T.IsFinite(merit) : merit <= enough * merits[home])
        {
            if (accepted[home]++ >= limit)
            {
                verdicts[home] = SolveStatus.StepLimit;
                return;
            }

            state.CopyTo(start);
            T fallen = first || whole[home] ? T.One : merit / merits[home];
            merits[home] = merit;
            halvings[home] = 0;
            ReadOnlySpan<T> linearization = slots.Linearization(row);
            int sample = slots.Sample[row];
            if (krylov is not null)
            {
                double share = Math.Min(LooseForcing, Forcing * double.CreateTruncating(fallen));
                verdicts[home] = SolveByProducts(map, slots, row, share, f, direction, report, scratch);
                if (verdicts[home] != SolveStatus.Unsolved) return;
            }
            else if (!SolveByFactors(
                map, linearization, home, sample, slots.Tolerance[row], slots.Image(row), state, f, direction, report, scratch))
            {
                verdicts[home] = SolveStatus.Singular;
                return;
            }

            StateUpdates.AddScaled(start, T.One, direction, state);
        }
        else if (first || whole[home])
        {
            verdicts[home] = SolveStatus.Diverged;
        }
        else if (halvings[home] >= maxHalvings)
        {
            start.CopyTo(state);
            verdicts[home] = SolveStatus.Stalled;
        }
        else
        {
            halvings[home]++;
            StateUpdates.AddScaled(start, T.ScaleB(T.One, -halvings[home]), direction, state);
        }
    }

    private SolveStatus SolveByProducts<TMap>(
        in TMap map, Slots<T> slots, int row, double share, ReadOnlySpan<T> f, Span<T> direction, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        // The point has to be evaluated once more.
        int most = report.Meter.Evaluations - report.Steps[slots.Sample[row]] - slots.Step[row] - 1;
        if (most < 1) return SolveStatus.StepLimit;
        double norm = Math.Sqrt(double.CreateTruncating(Dot.Product(f, f)));
        double enough = Math.Max(share * norm, 0.1 * double.CreateTruncating(slots.Tolerance[row]));
        double left = krylov!.Solve(map, slots.Linearization(row), f, direction, enough, most, out int products, scratch);
        slots.Step[row] += products;
        slots.Moved[row] = true;
        report.Evaluations += products;
        return left <= 0.9 * norm ? SolveStatus.Unsolved : SolveStatus.Stalled;
    }

    private bool SolveByFactors<TMap>(
        in TMap map, ReadOnlySpan<T> linearization, int home, int sample, T tolerance, ReadOnlySpan<T> image, ReadOnlySpan<T> state,
        Span<T> f, Span<T> direction,
        SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        bool good = !full[home] && SolveSingle(map, linearization, sample, tolerance, f, direction, report, scratch);
        if (!good)
        {
            full[home] = true;
            StateUpdates.Subtract(image, state, direction);
            good = SolveFull(map, linearization, sample, direction, report, scratch);
        }

        factors!.Own(sample, good);
        return good;
    }

    private bool SolveFull<TMap>(
        in TMap map, ReadOnlySpan<T> linearization, int sample, Span<T> direction, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if (!report.Meter.TryFactor(sample)) return false;
        TMap.WriteJacobian(map, linearization, factors!.Matrix(sample));
        report.Factorizations++;
        if (!factors.Factor(sample, scratch)) return false;
        factors.Solve(TMap.JacobianForm, sample, direction, scratch);
        return true;
    }

    // The same with float factors, refined; f holds what of f − J d is left afterwards, and the result says whether that is little enough.
    private bool SolveSingle<TMap>(
        in TMap map, ReadOnlySpan<T> linearization, int sample, T tolerance, Span<T> f, Span<T> direction,
        SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if (!report.Meter.TryFactor(sample)) return false;
        scratch = scratch.Take(size, size, out Span<T> jacobian).Take(size, out Span<T> part);
        TMap.WriteJacobian(map, linearization, jacobian);
        report.Factorizations++;
        if (!factors!.FactorSingle(sample, jacobian, scratch)) return false;
        direction.Clear();
        T merit = Dot.Product<T>(f, f), enough = T.Max(tolerance * tolerance, Refined * merit), left = merit, before;
        do
        {
            f.CopyTo(part);
            factors.Solve(TMap.JacobianForm, sample, part, scratch);
            StateUpdates.AddScaled(direction, T.One, part, direction);
            Gemv.Multiply(TMap.JacobianForm, size, size, -T.One, jacobian, size, part, T.One, f);
            (before, left) = (left, Dot.Product<T>(f, f));
        }
        while (left > enough && left <= WorthRefining * before);
        return left <= Usable * merit;
    }
}
