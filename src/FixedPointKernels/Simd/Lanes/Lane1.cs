using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FixedPointKernels.Simd;

/// <summary>One lane: plain scalar arithmetic. It runs the tail of every vector loop, with the same bits per element.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; <c>typeof(T)</c> tests fold away when compiled.</typeparam>
internal readonly struct Lane1<T> : ILanes<T, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load(ref readonly T from, nuint at) => Unsafe.Add(ref Unsafe.AsRef(in from), at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T value, ref T to, nuint at) => Unsafe.Add(ref to, at) = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FirstLanes(int count) =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<int, T>(count > 0 ? -1 : 0) : Unsafe.BitCast<long, T>(count > 0 ? -1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LoadMasked(ref readonly T from, nuint at, T mask) => MaskedByElement.Load<T, T>(in from, at, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(T value, ref T to, nuint at, T mask) => MaskedByElement.Store(value, ref to, at, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Broadcast(T value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add(T left, T right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Subtract(T left, T right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Multiply(T left, T right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Divide(T left, T right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyAdd(T a, T b, T c) => T.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NegateMultiplyAdd(T a, T b, T c) => T.FusedMultiplyAdd(-a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sqrt(T value) => T.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Abs(T value) => T.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T CopySign(T magnitude, T sign) => T.CopySign(magnitude, sign);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max(T left, T right) => Vector128.IsHardwareAccelerated
        ? Lanes128<T>.Max(Wide(left), Wide(right)).ToScalar()
        : left > right ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Min(T left, T right) => Vector128.IsHardwareAccelerated
        ? Lanes128<T>.Min(Wide(left), Wide(right)).ToScalar()
        : left < right ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Round(T value) => T.Round(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T IfGreater(T left, T right, T then, T otherwise) => Vector128.IsHardwareAccelerated
        ? Lanes128<T>.IfGreater(Wide(left), Wide(right), Wide(then), Wide(otherwise)).ToScalar()
        : left > right ? then : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ScaleByPowerOfTwo(T value, T n)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.ScaleScalar(Wide(value).AsSingle(), Wide(n).AsSingle()).As<float, T>().ToScalar()
                : Avx512F.ScaleScalar(Wide(value).AsDouble(), Wide(n).AsDouble()).As<double, T>().ToScalar();
        }

        T half = T.Round(n * T.CreateTruncating(0.5));
        return value * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyByPowerOfTwo(T value, T n) => value * PowerOfTwo(n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exponent(T value) =>
        typeof(T) == typeof(float)
            ? T.CreateTruncating((Unsafe.BitCast<T, int>(value) >>> 23) - 127)
            : T.CreateTruncating((Unsafe.BitCast<T, long>(value) >>> 52) - 1023);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(T value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(T a, T b, T c, T d, ref T sums)
    {
        sums = a;
        Unsafe.Add(ref sums, 1) = b;
        Unsafe.Add(ref sums, 2) = c;
        Unsafe.Add(ref sums, 3) = d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(T value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LargestInAll(T value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualLanes(T left, T right) => left == right ? 1u : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ZipLower(T left, T right) => left;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ZipUpper(T left, T right) => right;

    // A choice made with a mask in a register: a conditional jump on data would be mispredicted.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Wide(T value) => Vector128.CreateScalarUnsafe(value);

    // The same bit construction as the vector lanes, so that an out-of-range n gives the same bits too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T PowerOfTwo(T n)
    {
        if (typeof(T) == typeof(float))
        {
            int biased = float.ConvertToIntegerNative<int>(float.CreateTruncating(n)) + 127;
            return Unsafe.BitCast<int, T>(biased << 23);
        }
        else
        {
            long biased = BitConverter.DoubleToInt64Bits(double.CreateTruncating(n) + 6755399441055744.0) + 1023L;
            return Unsafe.BitCast<long, T>(biased << 52);
        }
    }
}
