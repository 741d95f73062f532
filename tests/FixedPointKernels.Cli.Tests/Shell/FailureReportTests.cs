using System;
using System.IO;
using FixedPointKernels.Cli.Shell;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Shell;

public sealed class FailureReportTests
{
    [Fact]
    public void A_fault_of_the_program_is_one_line_with_its_type()
    {
        (int code, string line) = Report(new InvalidOperationException("first\nsecond"));
        Assert.Equal(70, code);
        Assert.Equal(
            $"fpk: internal error: InvalidOperationException: first second (a fault of fpk; FPK_TRACE=1 shows where){Environment.NewLine}",
            line);
    }

    [Fact]
    public void Misuse_with_a_message_of_several_lines_stays_one_line()
    {
        (int code, string line) = Report(new ArgumentOutOfRangeException("step", 3, "Too far."));
        Assert.Equal(2, code);
        Assert.Single(line.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("fpk: Too far.", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tolerance", "Tolerance = 5E-324 must be a normal number.", "fpk: --tolerance 5E-324 must be a normal number.")]
    [InlineData("RelativeTolerance", "RelativeTolerance = 1 must be small.", "fpk: --relative-tolerance 1 must be small.")]
    [InlineData("maxBatch", "maxBatch = 0 must be positive.", "fpk: maxBatch = 0 must be positive.")]
    public void Misuse_of_a_property_names_its_option(string parameter, string message, string expected) =>
        Assert.Equal((2, expected + Environment.NewLine), Report(new ArgumentOutOfRangeException(parameter, 5e-324, message)));

    [Fact]
    public void What_the_file_system_refuses_is_no_fault_of_the_program()
    {
        (int code, string line) = Report(new IOException("No space left on device."));
        Assert.Equal((2, $"fpk: No space left on device{Environment.NewLine}"), (code, line));
        Assert.Equal(2, Report(new UnauthorizedAccessException("Access to the path 'x' is denied.")).Code);
    }

    private static (int Code, string Line) Report(Exception failure)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        return (FailureReport.Write(failure, new Surroundings(output, error)), error.ToString());
    }
}
