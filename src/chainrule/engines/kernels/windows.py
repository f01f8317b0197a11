"""Windows on flat memory, built by the compiler in place: slicing and reshaping would be compiled for each shape."""

from numba import types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array


@intrinsic
def cut(typingctx, memory, start, shape):
    """The entries of flat `memory` from `start` on as an array of this shape, which shares them."""
    window_type = types.Array(memory.dtype, len(shape), "C")

    def build(context, builder, signature, arguments):
        memory_type, start_type, shape_type = signature.args
        source = make_array(memory_type)(context, builder, arguments[0])
        start = context.cast(builder, arguments[1], types.unliteral(start_type), types.intp)
        lengths = [
            context.cast(builder, length, types.unliteral(kind), types.intp)
            for length, kind in zip(cgutils.unpack_tuple(builder, arguments[2]), shape_type, strict=True)
        ]
        itemsize = context.get_constant(types.intp, context.get_abi_sizeof(context.get_data_type(memory_type.dtype)))
        strides = [itemsize]
        for length in reversed(lengths[1:]):
            strides.insert(0, builder.mul(strides[0], length))
        window = make_array(window_type)(context, builder)
        populate_array(
            window,
            data=builder.gep(source.data, [start]),
            shape=cgutils.pack_array(builder, lengths),
            strides=cgutils.pack_array(builder, strides),
            itemsize=itemsize,
            meminfo=source.meminfo,
            parent=source.parent,
        )
        return impl_ret_borrowed(context, builder, window_type, window._getvalue())  # noqa: SLF001

    return window_type(memory, start, shape), build
