import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin, type UserConfig } from 'vite'

/** Writes each file compressed beside itself, once: the server only sends it. */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle: ({ dir }) => {
    for (const name of readdirSync(dir!, { recursive: true }) as string[]) {
      if (!/\.(?:html|js|css)$/.test(name)) continue
      const path = join(dir!, name)
      const content = readFileSync(path)
      // The last percents of a megabyte take longer than all the rest of the build.
      const quality = content.length > 1 << 20 ? 9 : constants.BROTLI_MAX_QUALITY
      const params = { [constants.BROTLI_PARAM_QUALITY]: quality }
      writeFileSync(`${path}.br`, brotliCompressSync(content, { params }))
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
    }
  },
}

const LICENCE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i

/** Writes the licences of the packages whose code went into the files, as most of them ask for. */
const notices: Plugin = {
  name: 'notices',
  generateBundle(_, bundle) {
    const folders = new Set<string>()
    for (const file of Object.values(bundle))
      for (const id of file.type === 'chunk' ? file.moduleIds : [])
        folders.add(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? '')
    folders.delete('')
    const source = [...folders].sort().map(folder => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      const texts = readdirSync(folder)
        .filter(file => LICENCE.test(file))
        .map(file => readFileSync(join(folder, file), 'utf8').trim())
      return [`${name} ${version} (${license})`, ...texts].join('\n\n')
    })
    this.emitFile({ type: 'asset', fileName: 'NOTICES.txt', source: `${source.join('\n\n\n')}\n` })
  },
}

const PROGRAM = 'dist/program'
/** Packages that every command loads, of many files each. The others are left as they are. */
const JOINED = ['cli-progress', 'commander', 'long', 'protobufjs', 'zod']

/**
 * Files that a module names relative to itself. Its code moves to another folder: a worker's module becomes an entry
 * there, and paths to everything else are corrected.
 */
const namedFiles: Plugin = {
  name: 'named-files',
  transform(code, id) {
    if (!id.includes('/dist/src/')) return null
    return code.replaceAll(
      /new URL\((['"`])(\.[^'"`]+)\1, import\.meta\.url\)/g,
      (_, quote: string, path: string) => {
        const target = join(dirname(id), path)
        const inProgram = relative('dist/src', target)
        if (inProgram.startsWith('..'))
          return `new URL(${quote}${relative(PROGRAM, target)}${path.endsWith('/') ? '/' : ''}${quote}, import.meta.url)`
        const fileName = inProgram.replaceAll('/', '-')
        this.emitFile({ type: 'chunk', id: target, fileName })
        return `new URL('./${fileName}', import.meta.url)`
      },
    )
  },
}

/**
 * Builds the pages and the program. `--mode report` gives one script and one style sheet, which are embedded in every report;
 * `--mode web` gives the server's page as files with hashes in their names, each compressed too. `--mode program` joins
 * the command line's modules, from `tsc`, to a few files: loading hundreds takes a process and each of its threads longer
 * than what most commands do.
 */
const modes: Record<string, UserConfig> = {
  report: {
    plugins: [notices],
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
  },
  web: {
    root: 'src/pages/web',
    plugins: [compressed, notices],
    // A proxy may put the page under any path.
    base: './',
    build: {
      outDir: '../../../dist/web',
      emptyOutDir: true,
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: ['src/pages/web/index.html', 'src/pages/web/docs/try.html'] },
    },
  },
  program: {
    plugins: [namedFiles, notices],
    ssr: { noExternal: JOINED },
    build: {
      outDir: PROGRAM,
      emptyOutDir: true,
      ssr: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: 'dist/src/cli/main.js',
        output: {
          chunkFileNames: '[name]-[hash].js',
          // Each joined package is a file, so that it is seen which are loaded.
          codeSplitting: {
            groups: JOINED.map(name => ({ name, test: new RegExp(`/node_modules/${name}/`) })),
          },
        },
      },
    },
  },
}

export default defineConfig(({ mode }) => ({
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  ...modes[mode],
}))
