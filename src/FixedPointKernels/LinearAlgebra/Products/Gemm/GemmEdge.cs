namespace FixedPointKernels.LinearAlgebra;

/// <summary>Whether the last vector of a register tile's rows is masked, known when the code is compiled.</summary>
internal interface IGemmEdge
{
    static abstract bool IsMasked { get; }
}

/// <summary>The two kinds of last vector.</summary>
internal static class GemmEdge
{
    internal readonly struct Whole : IGemmEdge
    {
        public static bool IsMasked => false;
    }

    internal readonly struct Masked : IGemmEdge
    {
        public static bool IsMasked => true;
    }
}
