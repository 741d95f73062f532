using System.Numerics;

namespace FixedPointKernels.Solving;

/// <summary>What one call of a <see cref="FixedPointTracker{T, TActivation}"/> did.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="Status">How it ended; StepLimit where the products allowed were spent before the tolerance was met, Stalled or
/// Singular where the point that was reached cannot be told from one that is no fixed point.</param>
/// <param name="Residual">max|r − f(W r + x)| of the rates returned, measured (of an adjoint max|e − (I − Wᵀ G) u|); NaN where the status
/// is NonFinite.</param>
/// <param name="Products">Matrix–vector products spent, with Q and with W; a part of a next Q counts as four.</param>
/// <param name="Factorizations">Inverses that were finished in this call, part by part in it and the calls before, and LU factorizations
/// by which a point was judged.</param>
/// <param name="FellBack">Whether steps from the last point did not get there and the search was at work.</param>
public readonly record struct TrackResult<T>(SolveStatus Status, T Residual, int Products, int Factorizations, bool FellBack)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>max|r − f(W r + x)| of the rates returned, measured; NaN where the status is NonFinite,
    /// and where nothing was tracked.</summary>
    public T Residual { get => Status == SolveStatus.Unsolved ? T.NaN : field; init; } = Residual;
}
