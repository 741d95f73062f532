namespace FixedPointKernels.Simd;

/// <summary>
/// The operations of one register width on values of type <typeparamref name="V"/>, which holds <see cref="Count"/> elements of
/// <typeparamref name="T"/>. A loop is written once against this interface and compiled for every width and element type.
/// </summary>
/// <typeparam name="V">The bare register value: <c>Vector512&lt;T&gt;</c>, <c>Vector256&lt;T&gt;</c>, <c>Vector128&lt;T&gt;</c>,
/// <c>Vector&lt;T&gt;</c>, or <typeparamref name="T"/> itself.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// An implementation is a struct without data (a tag). Values stay bare registers: a wrapper struct that HOLDS the register costs
/// load folding and register copies (23 instructions against 15 in a dot-product loop).
/// Every operation gives the same bits per element at every width; only the order of a reduction over lanes differs.
/// Nothing here checks bounds: callers check shapes once, at the public entry.
/// </remarks>
public interface ILanes<V, T>
    where V : unmanaged
    where T : unmanaged
{
    /// <summary>Elements in one value.</summary>
    static abstract int Count { get; }

    /// <summary>The <see cref="Count"/> elements that start <paramref name="at"/> elements behind
    /// <paramref name="from"/>; no alignment needed.</summary>
    static abstract V Load(ref readonly T from, nuint at);

    /// <summary>Writes the elements of <paramref name="value"/> from <paramref name="at"/> elements
    /// behind <paramref name="to"/> on.</summary>
    static abstract void Store(V value, ref T to, nuint at);

    /// <summary>All bits set in the first <paramref name="count"/> lanes, none in the others: which
    /// lanes the masked operations touch.</summary>
    static abstract V FirstLanes(int count);

    /// <summary>As <see cref="Load"/> where the mask is set, 0 elsewhere; memory behind unset lanes is not touched.
    /// The caller has the memory pinned.</summary>
    static abstract V LoadMasked(ref readonly T from, nuint at, V mask);

    /// <summary>As <see cref="Store"/> where the mask is set; memory behind unset lanes is not touched.
    /// The caller has the memory pinned.</summary>
    static abstract void StoreMasked(V value, ref T to, nuint at, V mask);

    /// <summary>The same element in every lane.</summary>
    static abstract V Broadcast(T value);

    /// <summary>left + right.</summary>
    static abstract V Add(V left, V right);

    /// <summary>left − right.</summary>
    static abstract V Subtract(V left, V right);

    /// <summary>left · right.</summary>
    static abstract V Multiply(V left, V right);

    /// <summary>left / right.</summary>
    static abstract V Divide(V left, V right);

    /// <summary>a·b + c, rounded once, at every width.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>c − a·b, rounded once, at every width.</summary>
    static abstract V NegateMultiplyAdd(V a, V b, V c);

    /// <summary>√value, correctly rounded.</summary>
    static abstract V Sqrt(V value);

    /// <summary>|value|: the sign bit cleared, of a NaN too.</summary>
    static abstract V Abs(V value);

    /// <summary>The magnitude of one and the sign bit of the other, for zeros and NaN too.</summary>
    static abstract V CopySign(V magnitude, V sign);

    /// <summary>left where left &gt; right, else right: on a NaN, or two zeros of different sign, the RIGHT operand.</summary>
    static abstract V Max(V left, V right);

    /// <summary>left where left &lt; right, else right: on a NaN, or two zeros of different sign, the RIGHT operand.</summary>
    static abstract V Min(V left, V right);

    /// <summary>The nearest integral value, ties to even.</summary>
    static abstract V Round(V value);

    /// <summary>Per lane: left &gt; right ? then : otherwise (a NaN takes <paramref name="otherwise"/>). No
    /// mask type leaves this interface.</summary>
    static abstract V IfGreater(V left, V right, V then, V otherwise);

    /// <summary>value·2ⁿ rounded once, for integral n with |n| ≤ 2·(largest exponent) and |value| in [½, 2]: gradual
    /// underflow and overflow are right.</summary>
    static abstract V ScaleByPowerOfTwo(V value, V n);

    /// <summary>value·2ⁿ, exact, for integral n where value and result are normal numbers, no meaning elsewhere: n is added to the exponent
    /// where <see cref="ScaleByPowerOfTwo"/> multiplies twice.</summary>
    internal static abstract V MultiplyByPowerOfTwo(V value, V n);

    /// <summary>⌊log₂ value⌋ as an integral value, for positive normal finite lanes; any other lane's result has no meaning.</summary>
    static abstract V Exponent(V value);

    /// <summary>The sum of the lanes, in an order that depends on the width.</summary>
    static abstract T Sum(V value);

    /// <summary>sums[0..3] ← the sums of the lanes of four values, each in the same order that depends on the width;
    /// together they share their shuffles.</summary>
    internal static abstract void SumFour(V a, V b, V c, V d, ref T sums);

    /// <summary>The largest lane; no lane may be NaN.</summary>
    static abstract T Largest(V value);

    /// <summary>The largest lane, in every lane; no lane may be NaN.</summary>
    internal static abstract V LargestInAll(V value);

    /// <summary>Bit i is set where lane i of both is the same number: zeros of any sign are, a NaN never is.</summary>
    internal static abstract uint EqualLanes(V left, V right);

    /// <summary>left₀ right₀ left₁ right₁ …, from the lower halves; of one lane, left.</summary>
    internal static abstract V ZipLower(V left, V right);

    /// <summary>The same from the upper halves; of one lane, right.</summary>
    internal static abstract V ZipUpper(V left, V right);
}
