using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FixedPointKernels.Simd;

/// <summary>Lanes of <see cref="Vector{T}"/>, whatever width the runtime gives it.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; <c>typeof(T)</c> tests fold away when compiled.</typeparam>
internal readonly struct LanesNative<T> : ILanes<Vector<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load(ref readonly T from, nuint at) => Vector.LoadUnsafe(in from, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector<T> value, ref T to, nuint at) => value.StoreUnsafe(ref to, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> FirstLanes(int count) =>
        typeof(T) == typeof(float)
            ? Vector.LessThan(Vector<int>.Indices, new Vector<int>(count)).As<int, T>()
            : Vector.LessThan(Vector<long>.Indices, new Vector<long>(count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> LoadMasked(ref readonly T from, nuint at, Vector<T> mask) =>
        MaskedByElement.Load<Vector<T>, T>(in from, at, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(Vector<T> value, ref T to, nuint at, Vector<T> mask) => MaskedByElement.Store(value, ref to, at, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Broadcast(T value) => Vector.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Add(Vector<T> left, Vector<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Subtract(Vector<T> left, Vector<T> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Multiply(Vector<T> left, Vector<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Divide(Vector<T> left, Vector<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd(Vector<T> a, Vector<T> b, Vector<T> c) =>
        typeof(T) == typeof(float)
            ? Vector.FusedMultiplyAdd(F(a), F(b), F(c)).As<float, T>()
            : Vector.FusedMultiplyAdd(D(a), D(b), D(c)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> NegateMultiplyAdd(Vector<T> a, Vector<T> b, Vector<T> c) => MultiplyAdd(-a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sqrt(Vector<T> value) => Vector.SquareRoot(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Abs(Vector<T> value) => Vector.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> CopySign(Vector<T> magnitude, Vector<T> sign) =>
        Vector.ConditionalSelect(Vector.Create(T.NegativeZero), sign, magnitude);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Max(Vector<T> left, Vector<T> right) => Vector.ConditionalSelect(Vector.GreaterThan(left, right), left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Min(Vector<T> left, Vector<T> right) => Vector.ConditionalSelect(Vector.LessThan(left, right), left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Round(Vector<T> value) =>
        typeof(T) == typeof(float) ? Vector.Round(F(value)).As<float, T>() : Vector.Round(D(value)).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> IfGreater(Vector<T> left, Vector<T> right, Vector<T> then, Vector<T> otherwise) =>
        Vector.ConditionalSelect(Vector.GreaterThan(left, right), then, otherwise);

    // Two exact factors of half the exponent each, so that only the last product rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> ScaleByPowerOfTwo(Vector<T> value, Vector<T> n)
    {
        Vector<T> half = Round(n * new Vector<T>(T.CreateTruncating(0.5)));
        return value * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyByPowerOfTwo(Vector<T> value, Vector<T> n) => value * PowerOfTwo(n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exponent(Vector<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            Vector<int> biased = F(value).As<float, int>() >>> 23;
            return Vector.ConvertToSingle(biased - Vector.Create(127)).As<float, T>();
        }
        else
        {
            // The biased exponent in the low bits of 2⁵² is the number 2⁵² + exponent: no conversion instruction is needed.
            Vector<long> biased = D(value).As<double, long>() >>> 52;
            return ((biased | Vector.Create(0x4330000000000000L)).As<long, double>() - Vector.Create(4503599627370496.0 + 1023.0))
                .As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector<T> value) => Vector.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d, ref T sums)
    {
        sums = Sum(a);
        Unsafe.Add(ref sums, 1) = Sum(b);
        Unsafe.Add(ref sums, 2) = Sum(c);
        Unsafe.Add(ref sums, 3) = Sum(d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Vector<T> value)
    {
        T largest = value[0];
        for (int i = 1; i < Vector<T>.Count; i++) largest = T.Max(largest, value[i]);
        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> LargestInAll(Vector<T> value) => new(Largest(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualLanes(Vector<T> left, Vector<T> right)
    {
        uint equal = 0;
        for (int i = 0; i < Vector<T>.Count; i++) equal |= left[i] == right[i] ? 1u << i : 0;
        return equal;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> ZipLower(Vector<T> left, Vector<T> right) =>
        Count == Vector512<T>.Count ? Lanes512<T>.ZipLower(left.AsVector512(), right.AsVector512()).AsVector()
        : Count == Vector256<T>.Count ? Lanes256<T>.ZipLower(left.AsVector256(), right.AsVector256()).AsVector()
        : Lanes128<T>.ZipLower(left.AsVector128(), right.AsVector128()).AsVector();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> ZipUpper(Vector<T> left, Vector<T> right) =>
        Count == Vector512<T>.Count ? Lanes512<T>.ZipUpper(left.AsVector512(), right.AsVector512()).AsVector()
        : Count == Vector256<T>.Count ? Lanes256<T>.ZipUpper(left.AsVector256(), right.AsVector256()).AsVector()
        : Lanes128<T>.ZipUpper(left.AsVector128(), right.AsVector128()).AsVector();

    // 2ⁿ for integral n within the normal exponents: the biased exponent is put in place by an integer shift.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> PowerOfTwo(Vector<T> n)
    {
        if (typeof(T) == typeof(float))
        {
            Vector<int> biased = Vector.ConvertToInt32Native(F(n)) + Vector.Create(127);
            return (biased << 23).As<int, T>();
        }
        else
        {
            // n + 1.5·2⁵² leaves the integer n in the low bits of the sum; a shift by 52 keeps its low 12 bits only.
            Vector<long> biased = (D(n) + Vector.Create(6755399441055744.0)).As<double, long>() + Vector.Create(1023L);
            return (biased << 52).As<long, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> F(Vector<T> value) => value.As<T, float>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> D(Vector<T> value) => value.As<T, double>();
}
