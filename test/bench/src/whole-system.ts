import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DataFolder, openDataFolder, startDistributed, startSandboxes } from '@concord/standalone'
import { freePort, provisionServers } from '@concord/testing'

interface WholeSystem {
  readonly gatewayUrl: string
  readonly secrets: DataFolder['secrets']
}

/** Every service as a process of its own, over private servers and beside both sandboxes, for as long as the work takes. */
export const withWholeSystem = async (work: (system: WholeSystem) => Promise<void>): Promise<void> => {
  const path = await mkdtemp(join(tmpdir(), 'concord-bench-'))
  const stops: (() => Promise<unknown>)[] = [() => rm(path, { recursive: true, force: true })]
  try {
    const folder = openDataFolder(path, 2026, new Date())
    const servers = await provisionServers()
    stops.unshift(() => servers.stop())
    const gatewayPort = await freePort()
    const gatewayUrl = `http://127.0.0.1:${gatewayPort}`
    const sandboxes = await startSandboxes({ folder, ports: { mirakl: 0, dotdigital: 0 }, gatewayUrl })
    stops.unshift(() => sandboxes.stop())
    const running = await startDistributed({ folder, servers, gatewayPort, sandboxes })
    stops.unshift(() => running.stop())
    await work({ gatewayUrl, secrets: folder.secrets })
  } finally {
    for (const stop of stops) await stop()
  }
}
