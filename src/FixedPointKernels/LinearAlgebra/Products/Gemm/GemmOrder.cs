namespace FixedPointKernels.LinearAlgebra;

/// <summary>How far it is from one term of an operand to the next, known when the code is compiled.</summary>
internal interface IGemmOrder
{
    static abstract bool IsPacked { get; }

    /// <summary>Not packed, and the other way around: the next row of A is one element away, the next term a row of the stored
    /// matrix.</summary>
    static abstract bool IsTransposed { get; }
}

/// <summary>The orders of A and B.</summary>
internal static class GemmOrder
{
    /// <summary>As <see cref="GemmPacking"/> leaves it: what a tile reads of one term together, and behind it the next term's.</summary>
    internal readonly struct Packed : IGemmOrder
    {
        public static bool IsPacked => true;

        public static bool IsTransposed => false;
    }

    /// <summary>Rows of a matrix as stored: the next term of A is one element away, that of B a row.</summary>
    internal readonly struct InPlace : IGemmOrder
    {
        public static bool IsPacked => false;

        public static bool IsTransposed => false;
    }

    /// <summary>Aᵀ where A lies: the elements of one term are adjacent.</summary>
    internal readonly struct Transposed : IGemmOrder
    {
        public static bool IsPacked => false;

        public static bool IsTransposed => true;
    }
}
