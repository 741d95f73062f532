using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The exchanges that a panel's pivots amount to, and where each row ends, without moving a row.</summary>
/// <remarks>
/// Only rows above the panel's width are ever displaced by an exchange that is not their own: so two tables of that length hold which row
/// stands where. A row below stays in place until it is a pivot.
/// </remarks>
internal readonly ref struct PanelOrder
{
    private readonly int rows;
    private readonly int first;
    private readonly int width;
    private readonly ref int pivots;
    private readonly ref int places;
    private readonly ref int standing;

    /// <param name="rows">Rows of the panel.</param>
    /// <param name="first">Its first row and column.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="pivots">The exchanges of the whole matrix.</param>
    /// <param name="memory"><see cref="Length"/> integers.</param>
    internal PanelOrder(int rows, int first, int width, Span<int> pivots, Span<int> memory)
    {
        this.rows = rows;
        this.first = first;
        this.width = Math.Min(width, rows);
        this.pivots = ref MemoryMarshal.GetReference(pivots);
        places = ref MemoryMarshal.GetReference(memory);
        standing = ref Unsafe.Add(ref places, rows);
        for (int r = 0; r < rows; r++) Unsafe.Add(ref places, r) = r;
        for (int r = 0; r < width; r++) Unsafe.Add(ref standing, r) = r;
    }

    /// <summary>Where each row goes.</summary>
    internal ref int Places => ref places;

    internal static int Length(int rows, int width) => rows + width;

    /// <summary>The row that was exchanged with row <paramref name="k"/> of A.</summary>
    internal int Pivot(int k) => Unsafe.Add(ref pivots, k);

    /// <summary>Row <paramref name="row"/> of the panel becomes its pivot <paramref name="k"/>.</summary>
    internal void Take(int k, int row)
    {
        // places[row] of a live row is where it stands now; standing[k] is the row that stands at k.
        int place = Unsafe.Add(ref places, row);
        int displaced = Unsafe.Add(ref standing, k);
        Unsafe.Add(ref pivots, first + k) = first + place;
        Unsafe.Add(ref places, displaced) = place;
        Unsafe.Add(ref places, row) = k;
        if (place < width) Unsafe.Add(ref standing, place) = displaced;
    }
}
