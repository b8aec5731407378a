import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readEnvironment } from '@concord/runtime'
import { z } from 'zod'
import { Config } from './config.js'
import { CannotRun } from './errors.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** What a running `npm start` leaves in its data folder, so that this command finds it. */
const Running = z.object({
  configPath: z.string(),
  urls: z.object({ gateway: z.url(), monitor: z.url(), publisher: z.url() }),
  /** Where the sandboxes are, where it plays both vendors. */
  environment: z.record(z.string(), z.string()).optional(),
})

/** Where the command is called: what it is told, and what runs beside it. */
export interface Surroundings {
  readonly environment: Environment
  /** Data folder of `npm start`. */
  readonly data: string
}

export interface Place {
  readonly configPath: string
  readonly environment: Environment
  /** Whether both vendors are sandboxes of this machine. */
  readonly isSandbox: boolean
}

/**
 * Which configuration is meant, and with which environment: that of a running sandbox only where nothing else is said.
 *
 * @throws CannotRun where there is none
 */
export const placeOf = ({ environment, data }: Surroundings, named: string | undefined): Place => {
  const path = named ?? said(environment['CONCORD_CONFIG']) ?? (existsSync('concord.yaml') ? 'concord.yaml' : undefined)
  const sandbox = Object.keys(environment).some((name) => /^(MIRAKL|DOTDIGITAL)_.*_(URL|KEY|USER)(_FILE)?$/.test(name))
    ? undefined
    : runningIn(join(data, 'sandbox'))
  const configPath = path ?? sandbox?.configPath
  if (configPath === undefined) {
    throw new CannotRun(
      'No concord.yaml is here. Write one, name it by --config, or run npm start for a look at sandboxes.',
    )
  }
  const isSandbox = sandbox?.environment !== undefined
  return { configPath, isSandbox, environment: { ...sandbox?.environment, ...environment } }
}

/** @throws CannotRun where it cannot be read */
export const textIn = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new CannotRun(`${path} cannot be read. Check its name and who may read it.`)
  }
}

/** A service that answers over HTTP, and what it wants to be shown. */
export interface ServiceAt {
  readonly name: string
  readonly url: string
  /** The variable that says where it is. */
  readonly variable: string
  readonly token: string
  /** Of whoever acts. */
  readonly operatorToken: string
}

export type Services = Readonly<Record<'gateway' | 'guard' | 'monitor' | 'publisher', ServiceAt>>

/**
 * Where the services answer, as told, or where the latest `npm start` has them; and the tokens that they want, if any.
 *
 * @throws ConfigurationRefused
 */
export const servicesIn = ({ environment, data }: Surroundings): Services => {
  const { CONCORD_TOKEN: own, API_TOKEN, OPERATOR_TOKEN, ...told } = readEnvironment(Config, environment)
  const urls = urlsOf(told, { ...usualUrls, ...latest(data)?.urls })
  const tokens = { token: own || API_TOKEN, operatorToken: own || OPERATOR_TOKEN }
  const ofMonitor = { ...tokens, token: own || told.MONITOR_TOKEN || API_TOKEN }
  return {
    gateway: { name: 'ingest-gateway', variable: 'GATEWAY_URL', ...tokens, url: urls.gateway },
    guard: { name: 'consent-guard', variable: 'GUARD_URL', ...tokens, url: urls.guard },
    monitor: { name: 'monitor', variable: 'MONITOR_URL', ...ofMonitor, url: urls.monitor },
    publisher: { name: 'dd-publisher', variable: 'PUBLISHER_URL', ...tokens, url: urls.publisher },
  }
}

type Told = Partial<Readonly<Record<'GATEWAY_URL' | 'GUARD_URL' | 'MONITOR_URL' | 'PUBLISHER_URL', string | undefined>>>

const urlsOf = (told: Told, found: Running['urls']): Readonly<Record<keyof Services, string>> => ({
  gateway: told.GATEWAY_URL ?? found.gateway,
  guard: told.GUARD_URL ?? told.GATEWAY_URL ?? found.gateway,
  monitor: told.MONITOR_URL ?? found.monitor,
  publisher: told.PUBLISHER_URL ?? found.publisher,
})

type Running = z.infer<typeof Running>

const usualUrls: Running['urls'] = {
  gateway: 'http://127.0.0.1:8080',
  monitor: 'http://127.0.0.1:8081',
  publisher: 'http://127.0.0.1:8082',
}

const fileIn = (folder: string): string => join(folder, 'running.json')

/** Of the sandboxes and the real accounts whichever was started last. */
const latest = (data: string): Running | undefined => {
  const folders = ['live', 'sandbox'].map((name) => join(data, name)).filter((folder) => existsSync(fileIn(folder)))
  const [newest] = folders.toSorted((left, right) => startedAt(right) - startedAt(left))
  return newest === undefined ? undefined : runningIn(newest)
}

const startedAt = (folder: string): number => statSync(fileIn(folder)).mtimeMs

const runningIn = (folder: string): Running | undefined => {
  if (!existsSync(fileIn(folder))) return undefined
  try {
    return Running.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')))
  } catch {
    throw new CannotRun(`${fileIn(folder)} cannot be understood. Stop npm start, start it again, and try once more.`)
  }
}

const said = (value: string | undefined): string | undefined => (value === '' ? undefined : value)
