namespace FixedPointKernels.LinearAlgebra;

/// <summary>How far it is from one term of an operand to the next, known when the code is compiled.</summary>
internal interface IGemmOrder
{
    static abstract bool IsPacked { get; }
}

/// <summary>The two orders of A and B.</summary>
internal static class GemmOrder
{
    /// <summary>As <see cref="GemmPacking"/> leaves it: what a tile reads of one term together, and behind it the next term's.</summary>
    internal readonly struct Packed : IGemmOrder
    {
        public static bool IsPacked => true;
    }

    /// <summary>Rows of a matrix as stored: the next term of A is one element away, that of B a row.</summary>
    internal readonly struct InPlace : IGemmOrder
    {
        public static bool IsPacked => false;
    }
}
