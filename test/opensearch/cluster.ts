import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Access, type Answer, send } from './http.js'
import { type Installation, installOpenSearch } from './install.js'
import { makeNodeFolder, type Plugin } from './node-folder.js'

/** Milliseconds that a cluster may take to be as it should: a start takes 30 s where two cores do other work too. */
const START_TIMEOUT = 240_000
/** With the serial collector: half the memory and time of a start. */
const FIRST_COMPILER = '-XX:TieredStopAtLevel=1'
/**
 * What OpenSearch's own packages start Java with from this version on: without it, vectors are compared number by number. Those of
 * 2.19 bring Java 21 along.
 */
const VECTOR_MODULE = 'jdk.incubator.vector'
const VECTOR_JAVA = 20
/** Lines of a node's log in a message about it. */
const SHOWN_LINES = 15
/** Ports of nodes: below those that systems give to outgoing connections, which could take that of a stopped node. */
const PORTS = { first: 20_000, count: 12_000 }

export interface ClusterOptions {
  /** Default: 3 */
  nodes?: number
  /** Java heap of each node in MiB. Default: 512 */
  heap?: number
  /** Nodes that run for long, with all compilers of Java. Default: with the first one, which starts in half the time. */
  isLong?: boolean
  /** Default: `opensearch-knn`. With `opensearch-security`, nodes speak TLS and know three users. */
  plugins?: readonly Plugin[]
  /** Settings of every node, beside those it needs to run. */
  settings?: Readonly<Record<string, string | number | boolean>>
}

/** Who there is where the security plugin is: one may do everything, one what Anlam needs, one nothing. */
const PASSWORD = 'anlam-test-only'
export const ADMINISTRATOR = { username: 'administrator', password: PASSWORD }
export const USER = { username: 'anlam', password: PASSWORD }
export const STRANGER = { username: 'stranger', password: PASSWORD }

interface TestNode {
  name: string
  folder: string
  url: string
  process: ChildProcess | undefined
}

/**
 * Real OpenSearch nodes, each a process on this machine. They end with the process that started
 * them. Named by numbers from 0.
 */
export class TestCluster {
  private constructor(
    private readonly installation: Installation,
    private readonly folder: string,
    private readonly nodes: readonly TestNode[],
    private readonly options: readonly string[],
    /** How a user gets in who may do everything. */
    readonly access: Access,
  ) {}

  /** Starts a cluster, on free ports and with an empty folder, and waits until all nodes are in it. */
  static async start({
    nodes = 3,
    heap = 512,
    isLong = false,
    plugins = ['opensearch-knn'],
    settings = {},
  }: ClusterOptions = {}): Promise<TestCluster> {
    const isSecure = plugins.includes('opensearch-security')
    const installation = await installOpenSearch()
    const folder = mkdtempSync(join(tmpdir(), 'anlam-opensearch-'))
    const ports = await freePorts(2 * nodes)
    const http = ports.slice(0, nodes)
    const transport = ports.slice(nodes)
    const names = http.map((_, i) => `n${i}`)
    const plan = { installation, plugins, names, ports: transport, settings }
    const made = http.map((port, i): TestNode => {
      const own = join(folder, names[i]!)
      makeNodeFolder(own, i, port, plan)
      return {
        name: names[i]!,
        folder: own,
        url: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`,
        process: undefined,
      }
    })
    const access = isSecure
      ? { ...ADMINISTRATOR, ca: readFileSync(join(installation.certificates, 'ca.pem'), 'utf8') }
      : {}
    const options = [
      `-Xms${heap}m`,
      `-Xmx${heap}m`,
      '-XX:+UseSerialGC',
      ...(isLong ? [] : [FIRST_COMPILER]),
      ...(await vectorOptions()),
    ]
    const cluster = new TestCluster(installation, folder, made, options, access)
    try {
      for (const node of made) cluster.spawn(node)
      await cluster.until({ nodes, status: 'green' })
    } catch (error) {
      await cluster.stop()
      throw error
    }
    return cluster
  }

  /** URLs of all nodes, also of stopped ones. */
  get urls(): string[] {
    return this.nodes.map(({ url }) => url)
  }

  /** Process ids of the running nodes. */
  get pids(): number[] {
    return this.running.map(node => node.process!.pid!)
  }

  /** Whether no node was killed or ended by itself. */
  get isWhole(): boolean {
    return this.nodes.every(({ process }) => process && !hasEnded(process))
  }

  private get running(): TestNode[] {
    return this.nodes.filter(node => node.process)
  }

  /** Kills a node as power loss or the kernel would: without any chance to clean up. */
  async kill(i: number): Promise<void> {
    const node = this.nodes[i]!
    const child = node.process
    if (!child) return
    node.process = undefined
    child.ref()
    child.kill('SIGKILL')
    if (!hasEnded(child)) await once(child, 'exit')
  }

  /** Stops a node from running for a while, without ending it: it neither answers nor closes connections. */
  suspend(i: number): void {
    this.nodes[i]!.process?.kill('SIGSTOP')
  }

  resume(i: number): void {
    this.nodes[i]!.process?.kill('SIGCONT')
  }

  /** Starts a killed node with the data it has. Await `until` for it to be back. */
  restart(i: number): void {
    const node = this.nodes[i]!
    if (!node.process) this.spawn(node)
  }

  /** Ends all nodes, and deletes their data. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((_, i) => this.kill(i)))
    rmSync(this.folder, { recursive: true, force: true })
  }

  /**
   * Waits until the cluster has at least this status and exactly so many nodes.
   * @param nodes default: those that run
   * @throws Error with the end of the log if a node ended, or if it takes too long
   */
  async until({
    status,
    nodes = this.running.length,
  }: {
    status: 'green' | 'yellow'
    nodes?: number
  }): Promise<void> {
    const query = `wait_for_status=${status}&wait_for_nodes=${nodes}&timeout=2s`
    for (const deadline = performance.now() + START_TIMEOUT; performance.now() < deadline; await pause(250)) {
      for (const { name, folder, process } of this.running)
        if (hasEnded(process!)) throw new Error(`${name} ended: ${logOf(folder)}`)
      const answer = await this.request('GET', `/_cluster/health?${query}`).catch(() => undefined)
      if (answer?.status === 200) return
    }
    const logs = this.running.map(({ name, folder }) => `${name}: ${logOf(folder)}`)
    throw new Error(
      `the cluster is not ${status} with ${nodes} nodes after ${START_TIMEOUT / 1000} s\n${logs.join('\n')}`,
    )
  }

  /** Sends a request to the first node that runs. @param body an object, or NDJSON as a string */
  request(method: string, path: string, body?: unknown): Promise<Answer> {
    const node = this.running[0]
    if (!node) throw new Error('no node runs')
    return send(method, node.url + path, body, this.access)
  }

  private spawn(node: TestNode): void {
    const { classPath } = this.installation
    const output = openSync(join(node.folder, 'output'), 'a')
    const ending = ['-XX:+ExitOnOutOfMemoryError', '-XX:-UsePerfData']
    const child = spawn('java', [...this.options, ...ending, '-cp', classPath, 'TestNode', node.folder], {
      stdio: ['pipe', output, output],
    })
    closeSync(output)
    // A test that forgets its cluster shall end nonetheless; the nodes then end with the pipe.
    child.unref()
    ;(child.stdin as unknown as { unref(): void }).unref()
    child.stdin!.on('error', () => undefined)
    node.process = child
  }
}

async function vectorOptions(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('java', ['--list-modules'])
  const version = Number(/^java\.base@(\d+)/m.exec(stdout)?.[1] ?? 0)
  return version >= VECTOR_JAVA && stdout.includes(VECTOR_MODULE) ? [`--add-modules=${VECTOR_MODULE}`] : []
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

function logOf(folder: string): string {
  const files = [join(folder, 'output'), join(folder, 'logs', 'node.log')].filter(existsSync)
  return files.flatMap(file => readFileSync(file, 'utf8').trim().split('\n').slice(-SHOWN_LINES)).join('\n')
}

/** Ports on which nothing listens. */
async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count)
    if (!found.has(port) && (await isFree(port))) found.add(port)
  }
  return [...found]
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
