namespace FixedPointKernels.Circuits;

/// <summary>What a form rectifies, known when the passes are compiled.</summary>
internal interface ISequentialForm
{
    /// <summary>Wr [y]₊ in place of Wr y.</summary>
    static abstract bool RectifiesInput { get; }

    /// <summary>[Wr y]₊ in place of Wr y.</summary>
    static abstract bool RectifiesOutput { get; }

    /// <summary>[y]₊² in place of y².</summary>
    static abstract bool RectifiesPool { get; }

    /// <summary>z = [Wzx x]₊ in place of Wzx x.</summary>
    static abstract bool RectifiesDrive { get; }
}

/// <summary>Which gains a step uses, known when the passes are compiled.</summary>
internal interface IGainOrder
{
    /// <summary>y and a move with the new b and b₀.</summary>
    static abstract bool IsOrdered { get; }
}

/// <summary>The forms of <see cref="SequentialForm"/> and the orders of <see cref="GainOrder"/> as types.</summary>
internal static class SequentialForms
{
    internal readonly struct Paper : ISequentialForm
    {
        public static bool RectifiesInput => true;

        public static bool RectifiesOutput => false;

        public static bool RectifiesPool => true;

        public static bool RectifiesDrive => false;
    }

    internal readonly struct Head : ISequentialForm
    {
        public static bool RectifiesInput => false;

        public static bool RectifiesOutput => true;

        public static bool RectifiesPool => true;

        public static bool RectifiesDrive => true;
    }

    internal readonly struct HeadUnrectified : ISequentialForm
    {
        public static bool RectifiesInput => false;

        public static bool RectifiesOutput => false;

        public static bool RectifiesPool => false;

        public static bool RectifiesDrive => true;
    }

    internal readonly struct Simultaneous : IGainOrder
    {
        public static bool IsOrdered => false;
    }

    internal readonly struct Ordered : IGainOrder
    {
        public static bool IsOrdered => true;
    }
}
