using FixedPointKernels.Cli.Shell;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Shell;

public sealed class NearestTests
{
    [Theory]
    [InlineData("tahn", "tanh")]
    [InlineData("neuton", "newton")]
    [InlineData("linea", "linear")]
    [InlineData("xyzzy", null)]
    [InlineData("", null)]
    public void The_nearest_word_or_none(string word, string? nearest) =>
        Assert.Equal(nearest, Nearest.To(word, ["tanh", "newton", "linear"]));
}
