using System;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Organics;

/// <summary>Options of the studies of circuits that would do nothing, or are mistyped.</summary>
public sealed class StudyOptionsTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("response --points 2 --seed 3", "unknown option '--seed'")]
    [InlineData("basin --panel fig1a --points 2 --seed 3", "--seed 3 does not apply to --units 1")]
    [InlineData("basin --panel fig1a,", "--panel fig1a, has a comma too many: a panel is missing beside it")]
    [InlineData("basin --panel fig1a,,fig1b", "--panel fig1a,,fig1b has a comma too many")]
    [InlineData("basin --panel fig1a,fig9", "--panel 'fig9' is unknown")]
    public void An_option_that_does_nothing_is_refused(string line, string fragment) => Assert.Contains(
        fragment, Fpk.Run(["organics", .. line.Split(' '), "--out", folder["out"]]).FailsWith(2), StringComparison.Ordinal);

    [Fact]
    public void What_is_not_random_has_no_seed() =>
        Assert.DoesNotContain("--seed", Fpk.Run("organics", "response", "--help").Succeeds(), StringComparison.Ordinal);
}
