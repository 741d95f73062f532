using System.Numerics;
using FixedPointKernels.Solving;

namespace FixedPointKernels;

/// <summary>What one call of <see cref="FixedPointTracker{T, TActivation}.Track"/> did.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="Status">How it ended.</param>
/// <param name="Residual">max|r − f(W r + x)| of the rates returned, measured; NaN where the status is NonFinite.</param>
/// <param name="Products">Matrix–vector products spent: with Q and with W.</param>
/// <param name="FellBack">Whether tracking did not get there and the full solver was called.</param>
public readonly record struct TrackResult<T>(SolveStatus Status, T Residual, int Products, bool FellBack)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>max|r − f(W r + x)| of the rates returned, measured; NaN where the status is NonFinite,
    /// and where nothing was tracked.</summary>
    public T Residual { get => Status == SolveStatus.Unsolved ? T.NaN : field; init; } = Residual;
}
