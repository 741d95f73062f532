using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>From a number of vectors, 1 to 24, to the loop that is compiled for exactly that many.</summary>
internal static class GemvExtent
{
    /// <summary>A loop for a number of vectors that is a type.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    internal interface IChoice<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        void With<S, V, C>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where C : struct, IGemmExtent;
    }

    internal static void Choose<TLoop, S, V, T>(ref TLoop loop, int vectors)
        where TLoop : struct, IChoice<T>, allows ref struct
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (vectors)
        {
            case 1: loop.With<S, V, GemmExtent.One>(); break;
            case 2: loop.With<S, V, GemmExtent.Two>(); break;
            case 3: loop.With<S, V, GemmExtent.Three>(); break;
            case 4: loop.With<S, V, GemmExtent.Four>(); break;
            case 5: loop.With<S, V, GemmExtent.Five>(); break;
            case 6: loop.With<S, V, GemmExtent.Six>(); break;
            case 7: loop.With<S, V, GemmExtent.Seven>(); break;
            case 8: loop.With<S, V, GemmExtent.Eight>(); break;
            case 9: loop.With<S, V, GemmExtent.Nine>(); break;
            case 10: loop.With<S, V, GemmExtent.Ten>(); break;
            case 11: loop.With<S, V, GemmExtent.Eleven>(); break;
            case 12: loop.With<S, V, GemmExtent.Twelve>(); break;
            case 13: loop.With<S, V, GemmExtent.Thirteen>(); break;
            case 14: loop.With<S, V, GemmExtent.Fourteen>(); break;
            case 15: loop.With<S, V, GemmExtent.Fifteen>(); break;
            case 16: loop.With<S, V, GemmExtent.Sixteen>(); break;
            case 17: loop.With<S, V, GemmExtent.Seventeen>(); break;
            case 18: loop.With<S, V, GemmExtent.Eighteen>(); break;
            case 19: loop.With<S, V, GemmExtent.Nineteen>(); break;
            case 20: loop.With<S, V, GemmExtent.Twenty>(); break;
            case 21: loop.With<S, V, GemmExtent.TwentyOne>(); break;
            case 22: loop.With<S, V, GemmExtent.TwentyTwo>(); break;
            case 23: loop.With<S, V, GemmExtent.TwentyThree>(); break;
            default: loop.With<S, V, GemmExtent.TwentyFour>(); break;
        }
    }
}
