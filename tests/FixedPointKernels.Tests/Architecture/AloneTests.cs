using System;
using System.IO;
using System.Linq;
using Xunit;

namespace FixedPointKernels.Tests.Architecture;

/// <summary>A test that counts the bytes of all threads counts its neighbours' too: four rows of one failed on a busy machine.</summary>
public sealed class AloneTests
{
    [Fact]
    public void Tests_that_count_the_bytes_of_all_threads_run_alone()
    {
        string[] counting =
        [
            .. ArchitectureTests.Sources(Path.Combine(ArchitectureTests.Root, "tests"))
                .Where(file => Path.GetFileName(file) is not ("ZeroBytes.cs" or "AloneTests.cs"))
                .Where(file => File.ReadAllText(file) is var text
                    && (text.Contains("ZeroBytes.InAllThreads", StringComparison.Ordinal)
                        || text.Contains("GC.GetTotalAllocatedBytes", StringComparison.Ordinal))),
        ];
        Assert.NotEmpty(counting);
        Assert.DoesNotContain(counting, file => !File.ReadAllText(file).Contains("[Collection(Alone.Name)]", StringComparison.Ordinal));
    }
}
