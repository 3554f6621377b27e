import { copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Installation, SOURCES, STORE_PASSWORD } from './install.js'

export type Plugin = 'opensearch-knn' | 'opensearch-security'

/** What all nodes of a cluster agree on. */
export interface ClusterPlan {
  installation: Installation
  plugins: readonly Plugin[]
  /** Names of all nodes, and their ports for each other. */
  names: readonly string[]
  ports: readonly number[]
  settings: Readonly<Record<string, string | number | boolean>>
}

/** Makes the folder of node i: configuration and plugins. */
export function makeNodeFolder(folder: string, i: number, httpPort: number, plan: ClusterPlan): void {
  const { installation, plugins, names, ports, settings } = plan
  const config = join(folder, 'config')
  // The security plugin warns of whatever others may read.
  mkdirSync(config, { recursive: true, mode: 0o700 })
  mkdirSync(join(folder, 'plugins'))
  for (const plugin of plugins)
    symlinkSync(join(installation.plugins, plugin), join(folder, 'plugins', plugin))
  copyFileSync(join(SOURCES, 'log4j2.properties'), join(config, 'log4j2.properties'))
  const isSecure = plugins.includes('opensearch-security')
  if (isSecure) {
    cpSync(join(SOURCES, 'security'), join(config, 'opensearch-security'), { recursive: true })
    for (const name of ['node.p12', 'trust.p12'])
      copyFileSync(join(installation.certificates, name), join(config, name))
  }
  const all = {
    'cluster.name': 'anlam-test',
    'node.name': names[i],
    'network.host': '127.0.0.1',
    'http.port': httpPort,
    'transport.port': ports[i],
    'discovery.seed_hosts': ports.map(port => `127.0.0.1:${port}`),
    'cluster.initial_cluster_manager_nodes': names,
    // Shared by all nodes, as snapshots need it.
    'path.repo': join(folder, '..', 'repositories'),
    // What else is on the disk is not the tests' concern.
    'cluster.routing.allocation.disk.threshold_enabled': false,
    ...(isSecure ? SECURITY : {}),
    ...settings,
  }
  // JSON values are YAML.
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
  writeFileSync(join(config, 'opensearch.yml'), lines.join(''))
}

const SECURITY = {
  ...tls('transport'),
  'plugins.security.ssl.transport.enforce_hostname_verification': false,
  ...tls('http'),
  'plugins.security.ssl.http.enabled': true,
  'plugins.security.allow_default_init_securityindex': true,
  'plugins.security.authcz.admin_dn': ['CN=nobody'],
  'plugins.security.nodes_dn': ['CN=node'],
  'plugins.security.audit.type': 'noop',
}

function tls(layer: string): Record<string, string> {
  const setting = `plugins.security.ssl.${layer}`
  return {
    [`${setting}.keystore_type`]: 'PKCS12',
    [`${setting}.keystore_filepath`]: 'node.p12',
    [`${setting}.keystore_alias`]: 'node',
    [`${setting}.keystore_password`]: STORE_PASSWORD,
    [`${setting}.truststore_type`]: 'PKCS12',
    [`${setting}.truststore_filepath`]: 'trust.p12',
    [`${setting}.truststore_password`]: STORE_PASSWORD,
  }
}
