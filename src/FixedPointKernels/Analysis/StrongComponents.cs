using System;

namespace FixedPointKernels.Analysis;

/// <summary>The strongly connected components of a square matrix: sets of indices that reach each other
/// through entries that are not zero.</summary>
/// <remarks>
/// Ordered by components, a matrix is block triangular, so its eigenvalues are those of the diagonal blocks, exactly: a network
/// without loops has nothing but its self-connections, where one decomposition of a chain of n neurons with weight w would report
/// |λ| = w·ε^(1/n), 1.8 for n = 300 and w = 2. One pass over the entries. Source: R. E. Tarjan, "Depth-first search and linear
/// graph algorithms", SIAM J. Comput. 1, 1972.
/// </remarks>
internal ref struct StrongComponents
{
    private readonly int n;
    private readonly ReadOnlySpan<double> a;
    private readonly int[] number;   // When a node was found, from 1 on; 0 before that, Done once its component is complete.
    private readonly int[] lowest;   // The earliest node that it reaches.
    private readonly int[] next;     // Where the scan of its row goes on.
    private readonly int[] caller;   // The node that its search came from.
    private readonly int[] members;  // Nodes of components not complete yet lie from `depth` down; complete ones fill it from the front.
    private int depth;
    private int found;

    private const int Done = int.MaxValue;

    private StrongComponents(int n, ReadOnlySpan<double> a)
    {
        this.n = depth = n;
        this.a = a;
        (number, lowest, next, caller, members) = (new int[n], new int[n], new int[n], new int[n], new int[n]);
    }

    /// <summary>The indices 0 … n − 1 component after component, and the number of indices in each component.</summary>
    /// <param name="n">The order of the matrix.</param>
    /// <param name="a">n×n, row-major.</param>
    /// <param name="sizes">n places, of which the first ones are filled.</param>
    /// <param name="count">How many components.</param>
    internal static int[] Of(int n, ReadOnlySpan<double> a, Span<int> sizes, out int count)
    {
        StrongComponents search = new(n, a);
        int[] order = new int[n];
        int placed = 0;
        count = 0;
        for (int root = 0; root < n; root++)
        {
            if (search.number[root] == 0) search.From(root, order, ref placed, sizes, ref count);
        }

        return order;
    }

    private void From(int root, int[] order, ref int placed, Span<int> sizes, ref int count)
    {
        Enter(root, -1);
        for (int at = root; at >= 0;)
        {
            int to = Unseen(at);
            if (to >= 0)
            {
                Enter(to, at);
                at = to;
                continue;
            }

            if (lowest[at] == number[at])
            {
                int before = placed;
                do
                {
                    order[placed] = members[depth++];
                    number[order[placed]] = Done;
                }
                while (order[placed++] != at);
                sizes[count++] = placed - before;
            }

            int from = caller[at];
            if (from >= 0) lowest[from] = Math.Min(lowest[from], lowest[at]);
            at = from;
        }
    }

    private void Enter(int node, int from)
    {
        number[node] = lowest[node] = ++found;
        caller[node] = from;
        members[--depth] = node;
    }

    // The next node behind a row that no search has seen; what was seen and is not complete lies in the same component or above it.
    private readonly int Unseen(int node)
    {
        ReadOnlySpan<double> row = a.Slice(node * n, n);
        for (int j = next[node]; j < n; j++)
        {
            if (row[j] == 0) continue;
            if (number[j] == 0)
            {
                next[node] = j + 1;
                return j;
            }

            if (number[j] != Done) lowest[node] = Math.Min(lowest[node], number[j]);
        }

        next[node] = n;
        return -1;
    }
}
