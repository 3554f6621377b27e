/** The worker that pdf.js runs in the calling thread, loaded for its effect: it comes without types. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs'
