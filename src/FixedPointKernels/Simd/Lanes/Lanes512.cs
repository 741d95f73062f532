using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FixedPointKernels.Simd;

/// <summary>Lanes of a 512-bit register.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; <c>typeof(T)</c> tests fold away when compiled.</typeparam>
internal readonly struct Lanes512<T> : ILanes<Vector512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(ref readonly T from, nuint at) => Vector512.LoadUnsafe(in from, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, ref T to, nuint at) => value.StoreUnsafe(ref to, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FirstLanes(int count) =>
        typeof(T) == typeof(float)
            ? Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).As<int, T>()
            : Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<T> LoadMasked(ref readonly T from, nuint at, Vector512<T> mask)
    {
        void* address = Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in from), at));
        return typeof(T) == typeof(float)
            ? Avx512F.MaskLoad((float*)address, F(mask), Vector512<float>.Zero).As<float, T>()
            : Avx512F.MaskLoad((double*)address, D(mask), Vector512<double>.Zero).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreMasked(Vector512<T> value, ref T to, nuint at, Vector512<T> mask)
    {
        void* address = Unsafe.AsPointer(ref Unsafe.Add(ref to, at));
        if (typeof(T) == typeof(float)) Avx512F.MaskStore((float*)address, F(mask), F(value));
        else Avx512F.MaskStore((double*)address, D(mask), D(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> left, Vector512<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Subtract(Vector512<T> left, Vector512<T> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> left, Vector512<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Divide(Vector512<T> left, Vector512<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(F(a), F(b), F(c)).As<float, T>()
            : Vector512.FusedMultiplyAdd(D(a), D(b), D(c)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> NegateMultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        typeof(T) == typeof(float)
            ? Avx512F.FusedMultiplyAddNegated(F(a), F(b), F(c)).As<float, T>()
            : Avx512F.FusedMultiplyAddNegated(D(a), D(b), D(c)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt(Vector512<T> value) => Vector512.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Abs(Vector512<T> value) => Vector512.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> CopySign(Vector512<T> magnitude, Vector512<T> sign) =>
        Vector512.ConditionalSelect(Vector512.Create(T.NegativeZero), sign, magnitude);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Max(Vector512<T> left, Vector512<T> right) =>
        typeof(T) == typeof(float)
            ? Avx512F.Max(F(left), F(right)).As<float, T>()
            : Avx512F.Max(D(left), D(right)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Min(Vector512<T> left, Vector512<T> right) =>
        typeof(T) == typeof(float)
            ? Avx512F.Min(F(left), F(right)).As<float, T>()
            : Avx512F.Min(D(left), D(right)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Round(Vector512<T> value) =>
        typeof(T) == typeof(float) ? Vector512.Round(F(value)).As<float, T>() : Vector512.Round(D(value)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IfGreater(Vector512<T> left, Vector512<T> right, Vector512<T> then, Vector512<T> otherwise) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(left, right), then, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ScaleByPowerOfTwo(Vector512<T> value, Vector512<T> n) =>
        typeof(T) == typeof(float)
            ? Avx512F.Scale(F(value), F(n)).As<float, T>()
            : Avx512F.Scale(D(value), D(n)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyByPowerOfTwo(Vector512<T> value, Vector512<T> n) => ScaleByPowerOfTwo(value, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exponent(Vector512<T> value) =>
        typeof(T) == typeof(float)
            ? Avx512F.GetExponent(F(value)).As<float, T>()
            : Avx512F.GetExponent(D(value)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector512<T> value) => Lanes256<T>.Sum(value.GetLower() + value.GetUpper());

    // Two foldings bring one value's partial sums into each 128-bit block: 9 shuffles and additions, then 4 or 2
    // within the blocks; Sum takes 22 a value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(Vector512<T> a, Vector512<T> b, Vector512<T> c, Vector512<T> d, ref T sums)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<float> blocks = Fold(Fold(F(a), F(b), 0x44, 0xEE), Fold(F(c), F(d), 0x44, 0xEE), 0x88, 0xDD);
            blocks += Avx512F.Permute4x32(blocks, 0b10_11_00_01);
            blocks += Avx512F.Permute4x32(blocks, 0b01_00_11_10);
            Vector512<int> firsts = Vector512.Create(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
            Avx512F.PermuteVar16x32(blocks, firsts).GetLower().GetLower().As<float, T>().StoreUnsafe(ref sums);
        }
        else
        {
            Vector512<double> blocks = Fold(Fold(D(a), D(b), 0x44, 0xEE), Fold(D(c), D(d), 0x44, 0xEE), 0x88, 0xDD);
            blocks += Avx512F.Permute2x64(blocks, 0b01_01_01_01);
            Avx512F.PermuteVar8x64(blocks, Vector512.Create(0L, 2, 4, 6, 0, 2, 4, 6)).GetLower().As<double, T>().StoreUnsafe(ref sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Vector512<T> value) => Lanes256<T>.Largest(Lanes256<T>.Max(value.GetLower(), value.GetUpper()));

    // Blocks change places before lanes do: every lane sees all others after log₂ rounds, and no broadcast (4 cycles) has to follow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LargestInAll(Vector512<T> value)
    {
        Vector512<T> halves = Max(value, Avx512F.Shuffle4x128(D(value), D(value), 0x4E).As<double, T>());
        Vector512<T> blocks = Max(halves, Avx512F.Shuffle4x128(D(halves), D(halves), 0xB1).As<double, T>());
        if (typeof(T) == typeof(double)) return Max(blocks, Avx512F.Permute2x64(D(blocks), 0x55).As<double, T>());
        Vector512<T> pairs = Max(blocks, Avx512F.Permute4x32(F(blocks), 0x4E).As<float, T>());
        return Max(pairs, Avx512F.Permute4x32(F(pairs), 0xB1).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualLanes(Vector512<T> left, Vector512<T> right) =>
        (uint)Vector512.Equals(left, right).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ZipLower(Vector512<T> left, Vector512<T> right) =>
        typeof(T) == typeof(float)
            ? Avx512F.PermuteVar16x32x2(
                F(left), Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), F(right)).As<float, T>()
            : Avx512F.PermuteVar8x64x2(D(left), Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11), D(right)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ZipUpper(Vector512<T> left, Vector512<T> right) =>
        typeof(T) == typeof(float)
            ? Avx512F.PermuteVar16x32x2(
                F(left), Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), F(right)).As<float, T>()
            : Avx512F.PermuteVar8x64x2(D(left), Vector512.Create(4L, 12, 5, 13, 6, 14, 7, 15), D(right)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fold(
        Vector512<float> left, Vector512<float> right, [ConstantExpected] byte one, [ConstantExpected] byte other) =>
        Avx512F.Shuffle4x128(left, right, one) + Avx512F.Shuffle4x128(left, right, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Fold(
        Vector512<double> left, Vector512<double> right, [ConstantExpected] byte one, [ConstantExpected] byte other) =>
        Avx512F.Shuffle4x128(left, right, one) + Avx512F.Shuffle4x128(left, right, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> F(Vector512<T> value) => value.As<T, float>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> D(Vector512<T> value) => value.As<T, double>();
}
