"""The package's structs, constants and calls are those of include/fpk.h."""

import ctypes
import glob
import os
import re
import unittest

import fixedpointkernels as fpk
from fixedpointkernels import _structs
from support import PACKAGE, ROOT

with open(os.path.join(ROOT, "include", "fpk.h"), encoding="utf-8") as file:
    HEADER = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)

KINDS = {"uint64_t": ctypes.c_uint64, "int64_t": ctypes.c_int64, "int32_t": ctypes.c_int32, "double": ctypes.c_double}

# Said in other ways: enumerations know their names, a network its N, and the library's ABI is the one that the wheel was made with.
NOT_CALLED = {"fpk_abi_version", "fpk_network_neurons", "fpk_code_name", "fpk_status_name", "fpk_rule_find", "fpk_rule_name"}


class HeaderTests(unittest.TestCase):
    def test_structs(self):
        found = re.findall(r"typedef struct (\w+) \{(.*?)\} \w+;", HEADER, re.S)
        self.assertGreaterEqual(len(found), 5)
        for name, body in found:
            fields = [(field.group(2), ctypes.c_void_p if "*" in field.group(1) else KINDS[field.group(1).strip()])
                      for field in re.finditer(r"(\w+ \*?)(\w+);", body)]
            self.assertEqual(fields, getattr(_structs, name)._fields_, name)

    def test_enumerations(self):
        kinds = {"status": fpk.Status, "activation_kind": fpk.Activation, "solver_method": fpk.SolverMethod,
                 "adjoint_method": fpk.AdjointMethod, "rule_kind": fpk.RuleKind}
        found = dict(re.findall(r"enum fpk_(\w+) \{(.*?)\};", HEADER, re.S))
        codes = re.findall(r"FPK_(\w+) = (\d+)", found.pop("code"))
        self.assertEqual([(name, int(value)) for name, value in codes],
                         [(name, getattr(_structs, name)) for name, _ in codes])
        self.assertEqual(set(found), set(kinds))
        for name, body in found.items():
            stem = "ACTIVATION" if name == "activation_kind" else name.upper()
            self.assertEqual([(word, int(value)) for word, value in re.findall(rf"FPK_{stem}_(\w+) = (\d+)", body)],
                             [(member.name, member.value) for member in kinds[name]], name)

    def test_every_function_is_called(self):
        called = set()
        for path in glob.glob(os.path.join(PACKAGE, "*.py")):
            with open(path, encoding="utf-8") as source:
                called.update(re.findall(r"fpk_\w+", source.read()))
        for function in re.findall(r"int32_t (fpk_\w+)\(", HEADER):
            plain = re.sub("_f(32|64)$", "", function)
            self.assertEqual(plain in called, plain not in NOT_CALLED, function)


if __name__ == "__main__":
    unittest.main()
