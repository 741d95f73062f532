namespace FixedPointKernels.LinearAlgebra;

/// <summary>A small number known when the code is compiled: the rows and vectors of a register tile. Comparisons with it fold away.</summary>
internal interface IGemmExtent
{
    static abstract int Value { get; }
}

/// <summary>The numbers a register tile can have.</summary>
internal static class GemmExtent
{
    internal readonly struct One : IGemmExtent
    {
        public static int Value => 1;
    }

    internal readonly struct Two : IGemmExtent
    {
        public static int Value => 2;
    }

    internal readonly struct Three : IGemmExtent
    {
        public static int Value => 3;
    }

    internal readonly struct Four : IGemmExtent
    {
        public static int Value => 4;
    }

    internal readonly struct Five : IGemmExtent
    {
        public static int Value => 5;
    }

    internal readonly struct Six : IGemmExtent
    {
        public static int Value => 6;
    }
}
