"""Products by the BLAS: one function for each pair of orders, which takes the routine that fits the sizes.

A row or a column is no matrix to the BLAS: its product with one is another routine's, and that of two a third one's.
Results lie in C order, which the BLAS reads as the turned matrix, so that factors change their places.
"""

from chainrule.engines.compiler.body import Body
from chainrule.engines.compiler.kinds import LLVM, UnsupportedError
from chainrule.engines.compiler.values import ONE, View

LETTER = {"f32": "s", "f64": "d"}
ROUTINES = ("gemm", "gemv", "dot")


def routine(kind: str, name: str) -> str:
    """What code calls a routine of the BLAS.

    >>> routine("f32", "gemm")
    'chainrule_sgemm'
    """
    return f"chainrule_{LETTER[kind]}{name}"


def declarations(kind: str) -> str:
    """What the routines take: everything by its address."""
    signatures = {"gemm": ("void", 13), "gemv": ("void", 11), "dot": (LLVM[kind], 5)}
    return "\n".join(
        f"declare {result} @{routine(kind, name)}({', '.join(['ptr'] * count)})"
        for name, (result, count) in signatures.items()
    )


def write_product(body: Body, a: View, b: View, out: View) -> tuple[str, str]:
    """A call that fills `out`; the name of the function, and its text."""
    left, right = _as_matrix(a, column=False), _as_matrix(b, column=True)
    if not a.kind == b.kind == out.kind in LETTER or "A" in left.order + right.order or out.order == "A":
        raise UnsupportedError("a product of arrays with gaps")
    if out.rank == 2 and out.order != "C":
        raise UnsupportedError("a product in F order")
    (m, k), n = left.shape, right.shape[1]
    name = f"product_{a.kind}_{left.order}{right.order}"
    sizes = ", ".join(f"i64 {body.operand(one, 'i64')}" for one in (m, k, n))
    body.do(f"call void @{name}(ptr {left.pointer}, ptr {right.pointer}, ptr {out.pointer}, {sizes})")
    return name, _function(name, a.kind, left.order, right.order)


def _as_matrix(array: View, *, column: bool) -> View:
    """A vector as the row or the column that it is in a product."""
    if array.rank == 2:
        return array
    if array.rank != 1:
        raise UnsupportedError("a product of stacks")
    shape = (array.shape[0], ONE) if column else (ONE, array.shape[0])
    return View(array.kind, array.pointer, shape, array.strides * 2, array.order)


def _function(name: str, kind: str, left: str, right: str) -> str:
    """Its text. The routines want numbers of 32 bits, at addresses."""
    real, size = LLVM[kind], {"f32": 4, "f64": 8}[kind]
    x_turned, y_turned = left == "F", right == "F"
    return f"""
define internal void @{name}(ptr %x, ptr %y, ptr %out, i64 %m64, i64 %k64, i64 %n64) noinline {{
  %m = alloca i32
  %k = alloca i32
  %n = alloca i32
  %one = alloca i32
  %turn_x = alloca i8
  %turn_y = alloca i8
  %turn_m = alloca i8
  %alpha = alloca {real}
  %beta = alloca {real}
  %m32 = trunc i64 %m64 to i32
  %k32 = trunc i64 %k64 to i32
  %n32 = trunc i64 %n64 to i32
  store i32 %m32, ptr %m
  store i32 %k32, ptr %k
  store i32 %n32, ptr %n
  store i32 1, ptr %one
  store i8 {ord("t" if x_turned else "n")}, ptr %turn_x
  store i8 {ord("t" if y_turned else "n")}, ptr %turn_y
  store {real} 1.0, ptr %alpha
  store {real} 0.0, ptr %beta
  %mn = mul i64 %m64, %n64
  %no_results = icmp eq i64 %mn, 0
  br i1 %no_results, label %done, label %some
some:
  %no_terms = icmp eq i64 %k64, 0
  br i1 %no_terms, label %nothing, label %terms
nothing:
  %bytes = mul i64 %mn, {size}
  call void @llvm.memset.p0.i64(ptr %out, i8 0, i64 %bytes, i1 false)
  br label %done
terms:
  %one_row = icmp eq i64 %m64, 1
  %one_column = icmp eq i64 %n64, 1
  br i1 %one_column, label %column, label %columns
column:
  br i1 %one_row, label %vectors, label %matrix_column
vectors:
  %sum = call {real} @{routine(kind, "dot")}(ptr %k, ptr %x, ptr %one, ptr %y, ptr %one)
  store {real} %sum, ptr %out
  br label %done
matrix_column:
  store i8 {ord("n" if x_turned else "t")}, ptr %turn_m
  {_gemv(kind, "%x", "%y", ("m", "k") if x_turned else ("k", "m"))}
  br label %done
columns:
  br i1 %one_row, label %row_matrix, label %matrices
row_matrix:
  store i8 {ord("t" if y_turned else "n")}, ptr %turn_m
  {_gemv(kind, "%y", "%x", ("k", "n") if y_turned else ("n", "k"))}
  br label %done
matrices:
  call void @{routine(kind, "gemm")}(ptr %turn_y, ptr %turn_x, ptr %n, ptr %m, ptr %k, ptr %alpha, ptr %y, ptr %{
        "k" if y_turned else "n"
    }, ptr %x, ptr %{"m" if x_turned else "k"}, ptr %beta, ptr %out, ptr %n)
  br label %done
done:
  ret void
}}
"""


def _gemv(kind: str, matrix: str, vector: str, sizes: tuple[str, str]) -> str:
    """A matrix, whose columns are contiguous and as long as the first size says, times a vector."""
    rows, columns = sizes
    return (
        f"call void @{routine(kind, 'gemv')}(ptr %turn_m, ptr %{rows}, ptr %{columns}, ptr %alpha, ptr {matrix}, "
        f"ptr %{rows}, ptr {vector}, ptr %one, ptr %beta, ptr %out, ptr %one)"
    )
