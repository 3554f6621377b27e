// What `npm pack` and `npm publish` would make of the repository itself downloads onnxruntime's CUDA files where it is installed.
console.error('`npm run tarball` makes the tarball, with what travels inside it; publish that one')
process.exitCode = 1
