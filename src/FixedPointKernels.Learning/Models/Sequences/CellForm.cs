using FixedPointKernels.Circuits;

namespace FixedPointKernels.Learning.Models;

/// <summary>Which of the published forms of the cell is trained.</summary>
public enum CellForm
{
    /// <summary>Wr [y]₊ and [y]₊², the drive Wzx x as it is: the paper.</summary>
    Paper,

    /// <summary>[Wr y]₊ and [y]₊², the drive [Wzx x]₊: the public code now.</summary>
    Head,

    /// <summary>Wr y and y², the drive [Wzx x]₊: the public code's other cell.</summary>
    HeadUnrectified,

    /// <summary>The paper's with I + M/s in place of Wr, s the largest singular value of M: the public code of October 2024.</summary>
    October2024,
}

/// <summary>What a form is of the cell's kernels.</summary>
internal static class CellForms
{
    internal static SequentialForm Kernel(this CellForm form) => form switch
    {
        CellForm.Head => SequentialForm.Head,
        CellForm.HeadUnrectified => SequentialForm.HeadUnrectified,
        _ => SequentialForm.Paper,
    };
}
