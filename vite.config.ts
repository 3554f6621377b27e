import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** Writes each file compressed beside itself, once: the server only sends it. */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle: ({ dir }) => {
    for (const name of readdirSync(dir!, { recursive: true }) as string[]) {
      if (!/\.(?:html|js|css)$/.test(name)) continue
      const path = join(dir!, name)
      const content = readFileSync(path)
      writeFileSync(`${path}.br`, brotliCompressSync(content))
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
    }
  },
}

/**
 * Builds the pages. `--mode report` gives one script and one style sheet, which are embedded in every report;
 * `--mode web` gives the server's page as files with hashes in their names, each compressed too.
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
        plugins: [compressed],
        // A proxy may put the page under any path.
        base: './',
        build: { outDir: '../../../dist/web', emptyOutDir: true, chunkSizeWarningLimit: 800 },
      }),
}))
