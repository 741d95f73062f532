using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace FixedPointKernels.Studies.Entries;

/// <summary>An option of a study as data; whoever has a command line makes its own kind of option of it, and refuses what is out of
/// range.</summary>
/// <param name="Name">As typed: --neurons.</param>
/// <param name="HelpName">What stands for its value in help: N.</param>
/// <param name="About">What help says of it, without an end and without the default.</param>
public abstract record StudyOption(string Name, string HelpName, string About)
{
    /// <summary>What help says after the default.</summary>
    public string Tail { get; init; } = "";

    /// <summary>The whole of what help says of it.</summary>
    public string Help => DefaultText is { } text ? $"{About} [default: {text}]{Tail}." : $"{About}{Tail}.";

    /// <summary>The default as help says it; null where there is none to say.</summary>
    public virtual string? DefaultText { get; init; }
}

/// <summary>An option with its type: what <see cref="StudyContext.Get"/> gives for it.</summary>
/// <typeparam name="T">Of its value.</typeparam>
public abstract record StudyOption<T>(string Name, string HelpName, string About) : StudyOption(Name, HelpName, About);

/// <summary>A whole number.</summary>
/// <param name="Name">As typed.</param>
/// <param name="HelpName">What stands for its value in help.</param>
/// <param name="About">What help says of it.</param>
/// <param name="Default">Where it is not given.</param>
/// <param name="Most">The largest.</param>
/// <param name="Least">The smallest.</param>
public sealed record WholeOption(string Name, string HelpName, string About, int Default, int Most = int.MaxValue, int Least = 1)
    : StudyOption<int>(Name, HelpName, About)
{
    /// <inheritdoc/>
    public override string? DefaultText { get; init; } = Default.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Different numbers: learning rates, gains, coherences.</summary>
/// <param name="Name">As typed.</param>
/// <param name="HelpName">What stands for its value in help: H,H.</param>
/// <param name="Noun">What one of them is: rate.</param>
/// <param name="About">What help says of it.</param>
/// <param name="Default">Where none is given; may be empty, where they depend on something else.</param>
public sealed record NumbersOption(string Name, string HelpName, string Noun, string About, IReadOnlyList<double> Default)
    : StudyOption<IReadOnlyList<double>>(Name, HelpName, About)
{
    /// <summary>Whether one may be 0; none may be negative.</summary>
    public bool MayBeZero { get; init; }

    /// <inheritdoc/>
    public override string? DefaultText { get; init; } =
        string.Join(", ", Default.Select(rate => rate.ToString("R", CultureInfo.InvariantCulture)));
}

/// <summary>A word out of some.</summary>
/// <param name="Name">As typed.</param>
/// <param name="HelpName">What stands for its value in help: double|float.</param>
/// <param name="About">What help says of it.</param>
/// <param name="Known">All words.</param>
/// <param name="Default">Where none is given; null where it depends on something else, and then so is the value.</param>
public sealed record WordOption(string Name, string HelpName, string About, IReadOnlyList<string> Known, string? Default = null)
    : StudyOption<string?>(Name, HelpName, About);

/// <summary>Different words out of some.</summary>
/// <param name="Name">As typed.</param>
/// <param name="HelpName">What stands for its value in help: A,A.</param>
/// <param name="About">What help says of it, before the words.</param>
/// <param name="Noun">What one of them is, with its article: a rule.</param>
/// <param name="Known">All words.</param>
/// <param name="Default">Where none is given.</param>
public sealed record WordsOption(string Name, string HelpName, string About, string Noun, IReadOnlyList<string> Known,
    IReadOnlyList<string> Default)
    : StudyOption<IReadOnlyList<string>>(Name, HelpName, $"{About}: {string.Join(", ", Known)}");

/// <summary>Whole numbers from 1, in their order: widths of layers, delays.</summary>
/// <param name="Name">As typed.</param>
/// <param name="HelpName">What stands for its value in help: N,N.</param>
/// <param name="Noun">What one of them is: width.</param>
/// <param name="About">What help says of it.</param>
/// <param name="Most">The largest.</param>
/// <param name="Default">Where none is given.</param>
public sealed record WholesOption(
    string Name, string HelpName, string Noun, string About, int Most, params IReadOnlyList<int> Default)
    : StudyOption<IReadOnlyList<int>>(Name, HelpName, About)
{
    /// <inheritdoc/>
    public override string? DefaultText { get; init; } = string.Join(",", Default);
}

/// <summary>A positive number that may be left out.</summary>
/// <param name="Name">As typed.</param>
/// <param name="HelpName">What stands for its value in help.</param>
/// <param name="About">What help says of it.</param>
public sealed record NumberOption(string Name, string HelpName, string About) : StudyOption<double?>(Name, HelpName, About);

/// <summary>A folder's name.</summary>
/// <param name="Name">As typed.</param>
/// <param name="About">What help says of it.</param>
/// <param name="IsNeeded">Whether there is nothing to do without it; else its value may be null.</param>
public sealed record FolderOption(string Name, string About, bool IsNeeded = false) : StudyOption<string?>(Name, "DIR", About);

/// <summary>A switch.</summary>
/// <param name="Name">As typed.</param>
/// <param name="About">What help says of it.</param>
public sealed record FlagOption(string Name, string About) : StudyOption<bool>(Name, "", About);

/// <summary>Options that several studies have.</summary>
public static class StudyOptions
{
    /// <summary>Different learning rates.</summary>
    /// <param name="name">As typed.</param>
    /// <param name="about">What help says of it.</param>
    /// <param name="otherwise">Where none is given; may be empty, where they depend on something else.</param>
    public static NumbersOption Rates(string name, string about, params IReadOnlyList<double> otherwise) =>
        new(name, "H,H", "rate", about, otherwise);

    /// <summary>The option that every study has: the seed of all random numbers.</summary>
    public static WholeOption Seed { get; } = new("--seed", "S", "Of all random numbers", 0, Least: 0);

    /// <summary>float or double; the study says which it takes where none is given.</summary>
    /// <param name="about">What help says of it.</param>
    /// <param name="otherwise">The default.</param>
    public static WordOption Precision(string about, string otherwise) =>
        new("--precision", "double|float", about, ["double", "float"], otherwise);
}
