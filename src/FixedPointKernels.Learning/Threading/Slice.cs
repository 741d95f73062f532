namespace FixedPointKernels.Learning.Threading;

/// <summary>A member's contiguous share of a number of rows; the first members take one more where it does not divide.</summary>
public static class Slice
{
    /// <summary>Where the member's rows start, and how many they are.</summary>
    public static (int From, int Count) Of(int rows, int member, int members)
    {
        (int share, int rest) = (rows / members, rows % members);
        return ((member * share) + int.Min(member, rest), share + (member < rest ? 1 : 0));
    }

    /// <summary>The most rows a member can get.</summary>
    public static int LargestCount(int rows, int members) => ((rows - 1) / members) + 1;
}
