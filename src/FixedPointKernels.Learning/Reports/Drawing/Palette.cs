namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>The colors of curves and points: eight hues that people with any of the three color deficiencies tell apart, for white and for
/// dark paper.</summary>
/// <remarks>
/// Found by a random search about the hues of M. Okabe and K. Ito ("Color Universal Design", 2008): of any two, the distance in Oklab is at
/// least 0.14 to full color vision and
/// 0.097 to people without red or green cones, five times what is just told apart; each stands at 3 : 1 against its paper.
/// </remarks>
internal static class Palette
{
    internal const string Paper = "#ffffff", Ink = "#1d2330", Muted = "#5b6472", Grid = "#e4e7ec", Border = "#9aa3b0", Missing = "#c9ccd3";

    internal const string DarkPaper = "#14171d";

    internal static readonly string[] Light = ["#0069d7", "#f36400", "#0da582", "#9a3e83", "#805000", "#7490cc", "#740001", "#003845"];

    internal static readonly string[] Dark = ["#14a2ff", "#e47c17", "#4fdca4", "#e368b4", "#ffb500", "#a7c2ff", "#b05200", "#868377"];

    /// <summary>The place of a color number in the palette: numbers go around.</summary>
    internal static int Place(int color) => color % Light.Length;
}
