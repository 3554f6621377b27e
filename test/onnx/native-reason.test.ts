import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nativeReason } from '../../src/onnx/native-reason.js'

/** How onnxruntime puts what a function found before what it says, with GCC and with Visual C++. */
const GCC =
  'std::conditional_t<THRW, void, onnxruntime::common::Status> onnxruntime::CudaCall(ERRTYPE, const char*, ' +
  'const char*, SUCCTYPE, const char*, const char*, int) [with ERRTYPE = cudaError; bool THRW = true; SUCCTYPE = cudaError; ' +
  'std::conditional_t<THRW, void, common::Status> = void]'
const file = (name: string): string => `/onnxruntime_src/onnxruntime/core/${name}`
const call = (line: number): string => `${file(`providers/cuda/cuda_call.cc:${line}`)} ${GCC} `
const where = ` ; GPU=-1 ; hostname=somewhere ; file=${file('providers/cuda/cuda_execution_provider.cc')} ; line=336 ; `

test('of what onnxruntime says of a GPU, the reason is kept', () => {
  const driver = 'CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version'
  for (const [message, reason] of [
    [`${call(122)}${call(114)}${driver}${where}expr=cudaSetDevice(info_.device_id); \n`, driver],
    [
      `D:\\a\\cuda_call.cc:121 onnxruntime::CudaCall D:\\a\\cuda_call.cc:114 onnxruntime::CudaCall ${driver}${where}`,
      driver,
    ],
    [
      `Non-zero status code returned while running Gemm node. Name:'Gemm_7' Status Message: ${call(114)}` +
        `CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED${where}expr=cublasGemmHelper(…)`,
      'CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED',
    ],
    [
      "Non-zero status code returned while running TopK node. Name:'TopK_9' Status Message: " +
        `${file('framework/bfc_arena.cc:376')} void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, ` +
        'onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 1073741824\n',
      'Failed to allocate memory for requested buffer of size 1073741824',
    ],
    [' Load model failed: no such operator\n', 'Load model failed: no such operator'],
  ] as const)
    assert.equal(nativeReason(new Error(message)), reason)
})
