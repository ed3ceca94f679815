"""The offline model, unpacked from the published weights file and run by onnxruntime."""
