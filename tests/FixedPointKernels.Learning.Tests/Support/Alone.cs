using Xunit;

namespace FixedPointKernels.Learning.Tests.Support;

/// <summary>Tests that count the bytes of all threads run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
