/** What a call of CUDA or its libraries failed with, and what onnxruntime says when memory ends. */
const SAYS = [
  /\b(?:CUDA|CUBLAS|CUDNN(?:_FE)?|CUFFT|CURAND|CUSPARSE|NCCL) failure -?\d+: [^;\n]*[^;\s]/gi,
  /\bFailed to allocate memory for requested buffer of size \d+/g,
]

/**
 * What an error of onnxruntime says. Where a GPU fails, it wraps that in hundreds of characters: source files and
 * signatures of its own, once for each function that passed the error on, and the name of the machine. Any other error
 * is returned as it is.
 */
export function nativeReason(error: unknown): string {
  const message = (error as Error).message.trim()
  for (const pattern of SAYS) {
    const reason = message.match(pattern)?.at(-1)
    if (reason) return reason
  }
  return message
}
