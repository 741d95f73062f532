using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FixedPointKernels.Simd;

/// <summary>Lanes of a 128-bit register.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; <c>typeof(T)</c> tests fold away when compiled.</typeparam>
internal readonly struct Lanes128<T> : ILanes<Vector128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(ref readonly T from, nuint at) => Vector128.LoadUnsafe(in from, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> value, ref T to, nuint at) => value.StoreUnsafe(ref to, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FirstLanes(int count) =>
        typeof(T) == typeof(float)
            ? Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).As<int, T>()
            : Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector128<T> LoadMasked(ref readonly T from, nuint at, Vector128<T> mask)
    {
        if (!Avx.IsSupported) return MaskedByElement.Load<Vector128<T>, T>(in from, at, mask);
        void* address = Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in from), at));
        return typeof(T) == typeof(float)
            ? Avx.MaskLoad((float*)address, F(mask)).As<float, T>()
            : Avx.MaskLoad((double*)address, D(mask)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreMasked(Vector128<T> value, ref T to, nuint at, Vector128<T> mask)
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
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> left, Vector128<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> left, Vector128<T> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> left, Vector128<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> left, Vector128<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) =>
        typeof(T) == typeof(float)
            ? Vector128.FusedMultiplyAdd(F(a), F(b), F(c)).As<float, T>()
            : Vector128.FusedMultiplyAdd(D(a), D(b), D(c)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> NegateMultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c)
    {
        if (!Fma.IsSupported) return MultiplyAdd(-a, b, c);
        return typeof(T) == typeof(float)
            ? Fma.MultiplyAddNegated(F(a), F(b), F(c)).As<float, T>()
            : Fma.MultiplyAddNegated(D(a), D(b), D(c)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt(Vector128<T> value) => Vector128.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Abs(Vector128<T> value) => Vector128.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> CopySign(Vector128<T> magnitude, Vector128<T> sign) =>
        Vector128.ConditionalSelect(Vector128.Create(T.NegativeZero), sign, magnitude);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Max(Vector128<T> left, Vector128<T> right)
    {
        if (!Sse2.IsSupported) return Vector128.ConditionalSelect(Vector128.GreaterThan(left, right), left, right);
        return typeof(T) == typeof(float)
            ? Sse.Max(F(left), F(right)).As<float, T>()
            : Sse2.Max(D(left), D(right)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Min(Vector128<T> left, Vector128<T> right)
    {
        if (!Sse2.IsSupported) return Vector128.ConditionalSelect(Vector128.LessThan(left, right), left, right);
        return typeof(T) == typeof(float)
            ? Sse.Min(F(left), F(right)).As<float, T>()
            : Sse2.Min(D(left), D(right)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Round(Vector128<T> value) =>
        typeof(T) == typeof(float) ? Vector128.Round(F(value)).As<float, T>() : Vector128.Round(D(value)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IfGreater(Vector128<T> left, Vector128<T> right, Vector128<T> then, Vector128<T> otherwise) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(left, right), then, otherwise);

    // Two exact factors of half the exponent each, so that only the last product rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ScaleByPowerOfTwo(Vector128<T> value, Vector128<T> n)
    {
        if (Avx512F.VL.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.VL.Scale(F(value), F(n)).As<float, T>()
                : Avx512F.VL.Scale(D(value), D(n)).As<double, T>();
        }

        Vector128<T> half = Round(n * Vector128.Create(T.CreateTruncating(0.5)));
        return value * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyByPowerOfTwo(Vector128<T> value, Vector128<T> n) =>
        typeof(T) == typeof(float)
            ? (value.As<T, int>() + (Integer(n).As<T, int>() << 23)).As<int, T>()
            : (value.As<T, long>() + (Integer(n).As<T, long>() << 52)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Exponent(Vector128<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<int> biased = F(value).As<float, int>() >>> 23;
            return Vector128.ConvertToSingle(biased - Vector128.Create(127)).As<float, T>();
        }
        else
        {
            // The biased exponent in the low bits of 2⁵² is the number 2⁵² + exponent: no conversion instruction is needed.
            Vector128<long> biased = D(value).As<double, long>() >>> 52;
            return ((biased | Vector128.Create(0x4330000000000000L)).As<long, double>() - Vector128.Create(4503599627370496.0 + 1023.0))
                .As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(Vector128<T> a, Vector128<T> b, Vector128<T> c, Vector128<T> d, ref T sums)
    {
        sums = Sum(a);
        Unsafe.Add(ref sums, 1) = Sum(b);
        Unsafe.Add(ref sums, 2) = Sum(c);
        Unsafe.Add(ref sums, 3) = Sum(d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Vector128<T> value) => LargestInAll(value).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LargestInAll(Vector128<T> value)
    {
        if (typeof(T) == typeof(double)) return Max(value, Vector128.Shuffle(D(value), Vector128.Create(1L, 0)).As<double, T>());
        Vector128<T> pairs = Max(value, Vector128.Shuffle(F(value), Vector128.Create(2, 3, 0, 1)).As<float, T>());
        return Max(pairs, Vector128.Shuffle(F(pairs), Vector128.Create(1, 0, 3, 2)).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualLanes(Vector128<T> left, Vector128<T> right) => Vector128.Equals(left, right).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ZipLower(Vector128<T> left, Vector128<T> right)
    {
        if (!Sse2.IsSupported) return Zip(left, right, 0);
        return typeof(T) == typeof(float)
            ? Sse.UnpackLow(F(left), F(right)).As<float, T>()
            : Sse2.UnpackLow(D(left), D(right)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ZipUpper(Vector128<T> left, Vector128<T> right)
    {
        if (!Sse2.IsSupported) return Zip(left, right, Vector128<T>.Count / 2);
        return typeof(T) == typeof(float)
            ? Sse.UnpackHigh(F(left), F(right)).As<float, T>()
            : Sse2.UnpackHigh(D(left), D(right)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Zip(Vector128<T> left, Vector128<T> right, int from)
    {
        Vector128<T> zipped = default;
        for (int i = 0; i < Vector128<T>.Count; i++)
            zipped = zipped.WithElement(i, (int.IsEvenInteger(i) ? left : right).GetElement(from + (i / 2)));
        return zipped;
    }

    // 2ⁿ for integral n within the normal exponents: the biased exponent is put in place by an integer shift. A NaN
    // stays one by the value it is multiplied with.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> PowerOfTwo(Vector128<T> n) =>
        typeof(T) == typeof(float)
            ? ((Integer(n).As<T, int>() + Vector128.Create(127)) << 23).As<int, T>()
            : ((Integer(n).As<T, long>() + Vector128.Create(1023L)) << 52).As<long, T>();

    // The integer n in the low 9 or 12 bits of an element, which is all that a shift to the exponent keeps. The conversion that saturates
    // takes four instructions more, for values that are out of range anyway. n + 1.5·2⁵² leaves the integer n in the low bits of the sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Integer(Vector128<T> n) =>
        typeof(T) == typeof(float)
            ? Vector128.ConvertToInt32Native(F(n)).As<int, T>()
            : (D(n) + Vector128.Create(6755399441055744.0)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> F(Vector128<T> value) => value.As<T, float>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> D(Vector128<T> value) => value.As<T, double>();
}
