namespace FixedPointKernels.Tests.Architecture.Planted
{
    /// <summary>Two rooms that use each other, for the tests of the reader: one by a property, the other inside a lambda.</summary>
    internal sealed class Outside
    {
        internal Inner.Inside? Part { get; init; }
    }
}

namespace FixedPointKernels.Tests.Architecture.Planted.Inner
{
    internal sealed class Inside
    {
        internal static System.Func<object> Lambda => static () => new[] { default(Planted.Outside) };
    }
}
