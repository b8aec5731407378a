import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ConcordConfig,
  createLog,
  readAccounts,
  readAlertChannels,
  readConcordConfig,
  readMarketplaces,
  readWebhookSenders,
  runUntilSignal,
} from '@concord/runtime'
import { castOf } from '@concord/sandbox-seed'
import { booksOf, standingOf } from './books.js'
import { type DataFolder, openDataFolder } from './data-folder.js'
import { connectionVariables } from './distributed.js'
import { type Running, startEmbedded } from './embedded.js'
import { leaveWord } from './running-file.js'
import { type Sandboxes, startSandboxes, writeMapping } from './sandboxes.js'
import { tellStory } from './story.js'
import { tablesOf } from './tables.js'

interface Options {
  /** Where everything is kept; a later start goes on with it. */
  readonly folder: string
  readonly seed: number
  /** Tells the seeded story to its end, prints the tables and stops. */
  readonly isUntilSettled: boolean
}

/** Ports of a start on this machine; each can be moved by its variable. */
const portOf = (name: string, fallback: number): number => Number(process.env[name] ?? fallback)
const gatewayPort = portOf('GATEWAY_PORT', 8080)
const ports = { gateway: gatewayPort, publisher: portOf('PUBLISHER_PORT', 8082), monitor: portOf('MONITOR_PORT', 8081) }
const sandboxPorts = {
  mirakl: portOf('MIRAKL_SANDBOX_PORT', 8091),
  dotdigital: portOf('DOTDIGITAL_SANDBOX_PORT', 8092),
}

const dueAfterMs = 900_000
const stepLimitMs = 600_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** All of Concord in one process; with the sandboxes where no `concord.yaml` names real marketplaces. */
export const runStandalone = async ({ folder: path, seed, isUntilSettled }: Options): Promise<void> => {
  const configPath = process.env['CONCORD_CONFIG'] ?? 'concord.yaml'
  const isReal = process.env['CONCORD_CONFIG'] !== undefined || existsSync(configPath)
  // Apart, so that what was learned from the sandboxes is never taken for the truth of a real account.
  const folder = openDataFolder(join(path, isReal ? 'live' : 'sandbox'), seed, new Date())
  if (isReal) return runReal(folder, configPath, isUntilSettled)

  say(
    `No ${configPath} is here, so both vendors are played by sandboxes (seed ${folder.world.seed}, data in ${folder.path}).`,
  )
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`
  const sandboxes = await startSandboxes({ folder, ports: sandboxPorts, gatewayUrl })
  const { marketplaces, accounts } = sandboxes
  const mapping = writeMapping(folder, sandboxes)
  const config = readConcordConfig(mapping)
  const running = await startEmbedded({
    folder,
    config,
    marketplaces,
    accounts,
    webhookSenders: readWebhookSenders(config, process.env),
    ports,
    pace: { dueAfterMs, hintsEveryMs: 1_000 },
  })
  const forget = leaveWord(folder.path, {
    urls: running.urls,
    configPath: mapping,
    environment: connectionVariables(sandboxes),
  })
  const stop = async (): Promise<void> => {
    forget()
    await running.stop()
    await sandboxes.stop()
  }
  showAddresses(running, config, sandboxes)
  if (!isUntilSettled) runUntilSignal(createLog('standalone', `${folder.path}/concord.log`), stop)
  const isExact = await tellToTheEnd(running, sandboxes)
  if (!isUntilSettled) {
    showOneInDispute(folder)
    return say('Everything has settled; Concord keeps running. Ctrl-C stops it, npm start goes on.')
  }
  await stop()
  process.exit(isExact ? 0 : 1)
}

const runReal = async (folder: DataFolder, configPath: string, isUntilSettled: boolean): Promise<void> => {
  if (isUntilSettled)
    throw new Error('--until-settled is for the seeded story; a real marketplace never ends. Leave it away.')
  const config = readConcordConfig(configPath)
  const marketplaces = readMarketplaces(config, process.env)
  const accounts = readAccounts(config, process.env)
  const running = await startEmbedded({
    folder,
    config,
    marketplaces,
    accounts,
    webhookSenders: readWebhookSenders(config, process.env),
    alertChannels: readAlertChannels(config.alerts, process.env),
    ports,
    pace: { dueAfterMs, hintsEveryMs: 5_000 },
  })
  const forget = leaveWord(folder.path, { urls: running.urls, configPath })
  showAddresses(running, config)
  runUntilSignal(createLog('standalone', `${folder.path}/concord.log`), () => {
    forget()
    return running.stop()
  })
}

const tellToTheEnd = async ({ urls }: Running, sandboxes: Sandboxes): Promise<boolean> => {
  const books = booksOf(urls)
  await tellStory({ sandboxes, books, report: say, limitMs: stepLimitMs })
  const conservation = await books.conservation()
  say(`\n${tablesOf(conservation, await standingOf(sandboxes.dotdigitalUrl))}`)
  return conservation.records.holds && conservation.triggers.holds
}

/** Ids of the seeded story go by when it is told from, so that no page can name one. */
const showOneInDispute = ({ world }: DataFolder): void => {
  const [inDispute] = castOf(world)['is received in dispute'] ?? []
  if (inDispute === undefined) return
  const key = `${inDispute.marketplace}:order:${inDispute.orderId}`
  say(`Received and in dispute, so that nobody is asked to rate it: npx concord records show ${key}`)
}

const showAddresses = ({ urls }: Running, { marketplaces }: ConcordConfig, sandboxes?: Sandboxes): void => {
  say('Look at:')
  say(`  where everything stands   ${urls.monitor}/v1/conservation`)
  say(`  one record                ${urls.monitor}/v1/records/<marketplace>:order:<order id>`)
  for (const id of Object.keys(marketplaces)) {
    say(`  posts of ${id.padEnd(16)} ${urls.gateway}/v1/records/${id}  (signed), /v1/mirakl/${id}/webhooks`)
  }
  if (sandboxes === undefined) return
  say(`  the Mirakl sandbox        ${sandboxes.miraklUrl}/_sandbox/state`)
  say(`  the Dotdigital sandbox    ${sandboxes.dotdigitalUrl}/_sandbox/state`)
}
