using System.IO;
using System.Text;
using FixedPointKernels.Native.Vectors;

// GOLDEN.json OUT.txt: what the tests in C of tests/native compare themselves with, in a form that fscanf reads.
using StreamWriter output = new(args[1], append: false, new UTF8Encoding(false)) { NewLine = "\n" };
GoldenVectors.Write(args[0], output);
BitVectors.Write(output);
output.WriteLine("end");
