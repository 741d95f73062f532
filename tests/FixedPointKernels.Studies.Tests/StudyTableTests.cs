using System.Linq;
using FixedPointKernels.Studies.Entries;
using Xunit;

namespace FixedPointKernels.Studies.Tests;

/// <summary>The entries can be told apart, and what continues a study is said of options that it has.</summary>
public sealed class StudyTableTests
{
    [Fact]
    public void Names_of_studies_and_of_the_options_of_each_are_different()
    {
        Assert.Equal(StudyTable.All.Count, StudyTable.All.Select(study => study.Name).Distinct().Count());
        foreach (Study study in StudyTable.All)
        {
            string[] names = [.. study.Options.Append(StudyOptions.Seed).Select(option => option.Name), "--threads", "--out", "--resume"];
            Assert.Equal(names.Length, names.Distinct().Count());
            Assert.All(study.Resuming?.Free ?? [], option => Assert.Contains(option, study.Options));
        }
    }

    [Fact]
    public void Help_says_a_default_once_and_ends_with_a_point()
    {
        Assert.Equal("Neurons [default: 200].", new WholeOption("--neurons", "N", "Neurons", 200).Help);
        Assert.Equal("Images [default: 8]; 0.2 s each.", new WholeOption("--images", "N", "Images", 8) { Tail = "; 0.2 s each" }.Help);
        Assert.Equal("Rates [default: 0.03, 1].", StudyOptions.Rates("--rates", "Rates", 0.03, 1).Help);
        Assert.Equal("A folder.", new FolderOption("--data", "A folder").Help);
        Assert.Equal("Arms: a, b.", new WordsOption("--arms", "A,A", "Arms", "an arm", ["a", "b"], ["a"]).Help);
    }
}
