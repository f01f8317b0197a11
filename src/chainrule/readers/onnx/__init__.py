"""The ONNX reader: a graph in the operations that other programs run. `protobuf` and `model_file` write the bytes."""
