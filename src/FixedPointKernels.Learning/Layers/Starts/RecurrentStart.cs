namespace FixedPointKernels.Learning.Layers;

/// <summary>How a recurrent matrix is drawn; g is its gain, N its neurons. See <see cref="Starts"/>.</summary>
public enum RecurrentStart
{
    /// <summary>g·Z/√N, Z standard normal: eigenvalues fill a disc of radius g.</summary>
    Gaussian,

    /// <summary>g·Q, Q uniform over the orthogonal matrices: every singular value is g.</summary>
    Orthogonal,

    /// <summary>The best approximation of the Gaussian start by a matrix of rank r, made as long as the whole (Frobenius norm).</summary>
    ReducedRank,

    /// <summary>Dale's law: four neurons of five excite, the others inhibit, and every row is in balance: eigenvalues within about
    /// g.</summary>
    Dale,
}
