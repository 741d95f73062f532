using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Where the pieces of a factorization's working memory lie.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Rows are padded with zeros to whole registers of the widest kind and one more, so no loop along them has a tail; the last
/// also
/// keeps rows of 2ⁿ elements out of the same cache sets.</remarks>
internal readonly unsafe struct QrRoom<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Zeros before and behind the step in the tables of masks: no panel is wider.</summary>
    internal const int WidestPanel = 32;

    internal QrRoom(int n, int k, int panel, T* from)
    {
        Stride = StrideOf(n);
        Rows = from;
        Left = Rows + Whole(k * Stride);
        Transposed = Left + Whole(k * Stride);
        Products = Transposed + Whole(Stride * panel);
        Squares = Products + Whole(k * panel);
        Dots = Squares + PanelCopy.ScratchLength;
        Weights = Dots + (2 * WidestPanel);
        Keep = Weights + (2 * WidestPanel);
        One = Keep + (3 * WidestPanel);
        Scales = One + (3 * WidestPanel);
        Signs = Scales + Whole(k);
        Norms = Signs + Whole(k) + ScratchSize.Grain;
        Exponents = Norms + Whole(k);
    }

    /// <summary>From one padded row to the next.</summary>
    internal int Stride { get; }

    /// <summary>k rows: M, then the reflections' vectors v below what is R's, then Q.</summary>
    internal T* Rows { get; }

    /// <summary>k rows: the reflections' other factors, Y = T V of each panel.</summary>
    internal T* Left { get; }

    /// <summary>V or Y of one panel, transposed: a column for each of its vectors.</summary>
    internal T* Transposed { get; }

    /// <summary>k rows of a panel's products.</summary>
    internal T* Products { get; }

    internal T* Squares { get; }

    internal T* Dots { get; }

    internal T* Weights { get; }

    /// <summary>Zeros, and ones from <see cref="WidestPanel"/> on.</summary>
    internal T* Keep { get; }

    /// <summary>Zeros but for a one at <see cref="WidestPanel"/>.</summary>
    internal T* One { get; }

    /// <summary>τ of each reflection I − τ v vᵀ; 0 where a direction is dead.</summary>
    internal T* Scales { get; }

    /// <summary>The sign that makes each diagonal positive; zero where it is not known yet, and behind the last.</summary>
    internal T* Signs { get; }

    /// <summary>The square of each row's norm as it came.</summary>
    internal T* Norms { get; }

    /// <summary>The power of two that each row was divided by.</summary>
    internal T* Exponents { get; }

    internal static int Whole(int count) => (count + (ScratchSize.Grain - 1)) & ~(ScratchSize.Grain - 1);

    internal static int StrideOf(int n) => Whole(n) + ScratchSize.Grain;

    internal static int Length(int n, int k, int panel)
    {
        int stride = StrideOf(n);
        return checked((2 * Whole(k * stride)) + Whole(stride * panel) + Whole(k * panel) + PanelCopy.ScratchLength
            + (10 * WidestPanel) + (4 * Whole(k)) + ScratchSize.Grain);
    }
}
