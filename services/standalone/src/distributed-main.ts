import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createLog, runProgram, runUntilSignal } from '@concord/runtime'
import { provisionServers } from '@concord/testing'
import { booksOf, standingOf } from './books.js'
import { openDataFolder } from './data-folder.js'
import { startDistributed } from './distributed.js'
import { startSandboxes, writeMapping } from './sandboxes.js'
import { tellStory } from './story.js'
import { tablesOf } from './tables.js'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const gatewayPort = Number(process.env['GATEWAY_PORT'] ?? 8080)
const sandboxPorts = { mirakl: 8091, dotdigital: 8092 }
const stepLimitMs = 600_000

/** The seeded story through separate processes on provisioned servers; their data goes when this ends. */
runProgram(async () => {
  const { values } = parseArgs({
    options: { 'until-settled': { type: 'boolean', default: false }, seed: { type: 'string', default: '2026' } },
  })
  const folder = openDataFolder(mkdtempSync(join(tmpdir(), 'concord-')), Number(values.seed), new Date())
  const servers = await provisionServers()
  const stops = [() => servers.stop()]
  const stop = async (): Promise<void> => {
    for (const undo of stops.toReversed()) await undo()
  }
  runUntilSignal(createLog('distributed', join(folder.path, 'distributed.log')), stop)
  try {
    const gatewayUrl = `http://127.0.0.1:${gatewayPort}`
    const sandboxes = await startSandboxes({ folder, ports: sandboxPorts, gatewayUrl })
    stops.push(() => sandboxes.stop())
    const running = await startDistributed({
      ...{ folder, servers, gatewayPort, sandboxes, environment: { CONCORD_CONFIG: writeMapping(folder, sandboxes) } },
    })
    stops.push(() => running.stop())
    say(`Logs and state: ${folder.path}`)
    say(`Figures, with this token as a bearer: ${running.urls.monitor}/v1/conservation  ${running.token}`)

    const books = booksOf(running.urls, running.token)
    await tellStory({ sandboxes, books, report: say, limitMs: stepLimitMs })
    const conservation = await books.conservation()
    say(`\n${tablesOf(conservation, await standingOf(sandboxes.dotdigitalUrl))}`)
    if (!values['until-settled']) return say('Everything has settled; the services keep running. Ctrl-C stops them.')
    await stop()
    process.exit(conservation.records.holds && conservation.triggers.holds ? 0 : 1)
  } catch (failure) {
    await stop()
    throw failure
  }
})
