import { defineConfig } from 'vite'

/**
 * Builds the pages. `--mode report` gives one script and one style sheet, which are embedded in every report;
 * `--mode web` gives the server's page as files with hashes in their names.
 */
export default defineConfig(({ mode }) => ({
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  ...(mode === 'report'
    ? {
        build: {
          outDir: 'dist/report',
          emptyOutDir: true,
          lib: {
            entry: 'src/pages/report/page/main.tsx',
            formats: ['iife'],
            name: 'anlamReport',
            fileName: () => 'page.js',
            cssFileName: 'page',
          },
        },
        define: { 'process.env.NODE_ENV': '"production"' },
      }
    : {
        root: 'src/pages/web',
        // A proxy may put the page under any path.
        base: './',
        build: { outDir: '../../../dist/web', emptyOutDir: true, chunkSizeWarningLimit: 800 },
      }),
}))
