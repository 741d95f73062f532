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
            case 7: loop.With<S, V, Seven>(); break;
            case 8: loop.With<S, V, Eight>(); break;
            case 9: loop.With<S, V, Nine>(); break;
            case 10: loop.With<S, V, Ten>(); break;
            case 11: loop.With<S, V, Eleven>(); break;
            case 12: loop.With<S, V, Twelve>(); break;
            case 13: loop.With<S, V, Thirteen>(); break;
            case 14: loop.With<S, V, Fourteen>(); break;
            case 15: loop.With<S, V, Fifteen>(); break;
            case 16: loop.With<S, V, Sixteen>(); break;
            case 17: loop.With<S, V, Seventeen>(); break;
            case 18: loop.With<S, V, Eighteen>(); break;
            case 19: loop.With<S, V, Nineteen>(); break;
            case 20: loop.With<S, V, Twenty>(); break;
            case 21: loop.With<S, V, TwentyOne>(); break;
            case 22: loop.With<S, V, TwentyTwo>(); break;
            case 23: loop.With<S, V, TwentyThree>(); break;
            default: loop.With<S, V, TwentyFour>(); break;
        }
    }

    private readonly struct Seven : IGemmExtent
    {
        public static int Value => 7;
    }

    private readonly struct Eight : IGemmExtent
    {
        public static int Value => 8;
    }

    private readonly struct Nine : IGemmExtent
    {
        public static int Value => 9;
    }

    private readonly struct Ten : IGemmExtent
    {
        public static int Value => 10;
    }

    private readonly struct Eleven : IGemmExtent
    {
        public static int Value => 11;
    }

    private readonly struct Twelve : IGemmExtent
    {
        public static int Value => 12;
    }

    private readonly struct Thirteen : IGemmExtent
    {
        public static int Value => 13;
    }

    private readonly struct Fourteen : IGemmExtent
    {
        public static int Value => 14;
    }

    private readonly struct Fifteen : IGemmExtent
    {
        public static int Value => 15;
    }

    private readonly struct Sixteen : IGemmExtent
    {
        public static int Value => 16;
    }

    private readonly struct Seventeen : IGemmExtent
    {
        public static int Value => 17;
    }

    private readonly struct Eighteen : IGemmExtent
    {
        public static int Value => 18;
    }

    private readonly struct Nineteen : IGemmExtent
    {
        public static int Value => 19;
    }

    private readonly struct Twenty : IGemmExtent
    {
        public static int Value => 20;
    }

    private readonly struct TwentyOne : IGemmExtent
    {
        public static int Value => 21;
    }

    private readonly struct TwentyTwo : IGemmExtent
    {
        public static int Value => 22;
    }

    private readonly struct TwentyThree : IGemmExtent
    {
        public static int Value => 23;
    }

    private readonly struct TwentyFour : IGemmExtent
    {
        public static int Value => 24;
    }
}
