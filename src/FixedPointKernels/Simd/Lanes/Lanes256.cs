using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FixedPointKernels.Simd;

/// <summary>Lanes of a 256-bit register.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; <c>typeof(T)</c> tests fold away when compiled.</typeparam>
internal readonly struct Lanes256<T> : ILanes<Vector256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(ref readonly T from, nuint at) => Vector256.LoadUnsafe(in from, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, ref T to, nuint at) => value.StoreUnsafe(ref to, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FirstLanes(int count) =>
        typeof(T) == typeof(float)
            ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).As<int, T>()
            : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<T> LoadMasked(ref readonly T from, nuint at, Vector256<T> mask)
    {
        if (!Avx.IsSupported) return MaskedByElement.Load<Vector256<T>, T>(in from, at, mask);
        void* address = Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in from), at));
        return typeof(T) == typeof(float)
            ? Avx.MaskLoad((float*)address, F(mask)).As<float, T>()
            : Avx.MaskLoad((double*)address, D(mask)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreMasked(Vector256<T> value, ref T to, nuint at, Vector256<T> mask)
    {
        if (!Avx.IsSupported)
        {
            MaskedByElement.Store(value, ref to, at, mask);
            return;
        }

        void* address = Unsafe.AsPointer(ref Unsafe.Add(ref to, at));
        if (typeof(T) == typeof(float)) Avx.MaskStore((float*)address, F(mask), F(value));
        else Avx.MaskStore((double*)address, D(mask), D(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> left, Vector256<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> left, Vector256<T> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> left, Vector256<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> left, Vector256<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(F(a), F(b), F(c)).As<float, T>()
            : Vector256.FusedMultiplyAdd(D(a), D(b), D(c)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> NegateMultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c)
    {
        if (!Fma.IsSupported) return MultiplyAdd(-a, b, c);
        return typeof(T) == typeof(float)
            ? Fma.MultiplyAddNegated(F(a), F(b), F(c)).As<float, T>()
            : Fma.MultiplyAddNegated(D(a), D(b), D(c)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt(Vector256<T> value) => Vector256.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Abs(Vector256<T> value) => Vector256.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> CopySign(Vector256<T> magnitude, Vector256<T> sign) =>
        Vector256.ConditionalSelect(Vector256.Create(T.NegativeZero), sign, magnitude);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Max(Vector256<T> left, Vector256<T> right)
    {
        if (!Avx.IsSupported) return Vector256.ConditionalSelect(Vector256.GreaterThan(left, right), left, right);
        return typeof(T) == typeof(float)
            ? Avx.Max(F(left), F(right)).As<float, T>()
            : Avx.Max(D(left), D(right)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Min(Vector256<T> left, Vector256<T> right)
    {
        if (!Avx.IsSupported) return Vector256.ConditionalSelect(Vector256.LessThan(left, right), left, right);
        return typeof(T) == typeof(float)
            ? Avx.Min(F(left), F(right)).As<float, T>()
            : Avx.Min(D(left), D(right)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Round(Vector256<T> value) =>
        typeof(T) == typeof(float) ? Vector256.Round(F(value)).As<float, T>() : Vector256.Round(D(value)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IfGreater(Vector256<T> left, Vector256<T> right, Vector256<T> then, Vector256<T> otherwise) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(left, right), then, otherwise);

    // Two exact factors of half the exponent each, so that only the last product rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ScaleByPowerOfTwo(Vector256<T> value, Vector256<T> n)
    {
        if (Avx512F.VL.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.VL.Scale(F(value), F(n)).As<float, T>()
                : Avx512F.VL.Scale(D(value), D(n)).As<double, T>();
        }

        Vector256<T> half = Round(n * Vector256.Create(T.CreateTruncating(0.5)));
        return value * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyByPowerOfTwo(Vector256<T> value, Vector256<T> n) =>
        typeof(T) == typeof(float)
            ? (value.As<T, int>() + (Integer(n).As<T, int>() << 23)).As<int, T>()
            : (value.As<T, long>() + (Integer(n).As<T, long>() << 52)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Exponent(Vector256<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<int> biased = F(value).As<float, int>() >>> 23;
            return Vector256.ConvertToSingle(biased - Vector256.Create(127)).As<float, T>();
        }
        else
        {
            // The biased exponent in the low bits of 2⁵² is the number 2⁵² + exponent: no conversion instruction is needed.
            Vector256<long> biased = D(value).As<double, long>() >>> 52;
            return ((biased | Vector256.Create(0x4330000000000000L)).As<long, double>() - Vector256.Create(4503599627370496.0 + 1023.0))
                .As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> value) => Vector128.Sum(value.GetLower() + value.GetUpper());

    // Pairs within 128 bits, then the two halves: 5 shuffles and additions in place of 4 × 6. ARM64 has no 256 bits and never comes here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(Vector256<T> a, Vector256<T> b, Vector256<T> c, Vector256<T> d, ref T sums)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<float> all = Avx.HorizontalAdd(Avx.HorizontalAdd(F(a), F(b)), Avx.HorizontalAdd(F(c), F(d)));
            (all.GetLower() + all.GetUpper()).As<float, T>().StoreUnsafe(ref sums);
        }
        else
        {
            Vector256<double> ab = Avx.HorizontalAdd(D(a), D(b)), cd = Avx.HorizontalAdd(D(c), D(d));
            (Avx.Permute2x128(ab, cd, 0x20) + Avx.Permute2x128(ab, cd, 0x31)).As<double, T>().StoreUnsafe(ref sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Vector256<T> value) => Lanes128<T>.Largest(Lanes128<T>.Max(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LargestInAll(Vector256<T> value)
    {
        Vector128<T> largest = Lanes128<T>.LargestInAll(Lanes128<T>.Max(value.GetLower(), value.GetUpper()));
        return Vector256.Create(largest, largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualLanes(Vector256<T> left, Vector256<T> right) => Vector256.Equals(left, right).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ZipLower(Vector256<T> left, Vector256<T> right) =>
        Vector256.Create(Lanes128<T>.ZipLower(left.GetLower(), right.GetLower()), Lanes128<T>.ZipUpper(left.GetLower(), right.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ZipUpper(Vector256<T> left, Vector256<T> right) =>
        Vector256.Create(Lanes128<T>.ZipLower(left.GetUpper(), right.GetUpper()), Lanes128<T>.ZipUpper(left.GetUpper(), right.GetUpper()));

    // 2ⁿ for integral n within the normal exponents: the biased exponent is put in place by an integer shift. A NaN
    // stays one by the value it is multiplied with.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> PowerOfTwo(Vector256<T> n) =>
        typeof(T) == typeof(float)
            ? ((Integer(n).As<T, int>() + Vector256.Create(127)) << 23).As<int, T>()
            : ((Integer(n).As<T, long>() + Vector256.Create(1023L)) << 52).As<long, T>();

    // The integer n in the low 9 or 12 bits of an element, which is all that a shift to the exponent keeps. The conversion that saturates
    // takes four instructions more, for values that are out of range anyway. n + 1.5·2⁵² leaves the integer n in the low bits of the sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Integer(Vector256<T> n) =>
        typeof(T) == typeof(float)
            ? Vector256.ConvertToInt32Native(F(n)).As<int, T>()
            : (D(n) + Vector256.Create(6755399441055744.0)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> F(Vector256<T> value) => value.As<T, float>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> D(Vector256<T> value) => value.As<T, double>();
}
